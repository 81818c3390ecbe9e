"""A Debian of its own, booted with its real systemd in a container, for landcover to be installed on.

The root is made once by debootstrap and kept under .build; each machine writes to a layer over it
that is gone with the machine. Mounts are made in a mount namespace of their own, so that nothing is
left behind whatever happens.
"""

import atexit
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".build/system-tests"
BOOT = """
set -e
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
mount -t tmpfs tmpfs {layer}
mkdir {layer}/changes {layer}/work {layer}/root
mount -t overlay overlay {layer}/root \\
    -o lowerdir={base},upperdir={layer}/changes,workdir={layer}/work
exec script --quiet --flush --return {layer}.console --command "systemd-nspawn --quiet --boot \\
    --directory={layer}/root --machine=landcover --register=no --keep-unit --private-network \\
    --console=interactive {binds}"
"""


def needed() -> None:
    """Fails, naming it, where something is missing that a machine needs."""
    if os.geteuid() != 0:
        raise AssertionError("the system tests boot a container, which takes root")
    # A run that is told to end must not leave a machine behind: see `atexit` below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for tool in ("debootstrap", "systemd-nspawn", "nsenter", "unshare", "script", "apt-get"):
        if shutil.which(tool) is None:
            raise AssertionError(f"{tool} is missing; run scripts/setup --test")


def base(packages: list[str]) -> Path:
    """A minimal Debian with systemd and `packages`, made the first time."""
    packages = sorted({"systemd", "systemd-sysv", *packages})
    release = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if line
    )
    codename = release["VERSION_CODENAME"].strip('"')
    name = hashlib.sha256(" ".join([codename, *packages]).encode()).hexdigest()[:12]
    folder = CACHE / f"{codename}-{name}"
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    print(f"making a minimal {codename} in {folder}", flush=True)
    result = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}", codename, partial,
         mirror(codename)],
        capture_output=True, text=True, env=os.environ | proxies(),
    )
    if result.returncode != 0:
        raise AssertionError(f"debootstrap failed:\n{result.stdout[-3000:]}\n{result.stderr}")
    for archive in (partial / "var/cache/apt/archives").glob("*.deb"):
        archive.unlink()
    partial.rename(folder)
    return folder


def mirror(codename: str) -> str:
    """Where this machine's own apt gets Debian's main archive."""
    lines = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(CODENAME) $(ORIGIN) $(REPO_URI)",
         "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    for line in lines:
        found_codename, origin, address = line.split(" ", 2)
        if (found_codename, origin) == (codename, "Debian"):
            return address
    raise AssertionError(f"apt knows no Debian {codename} archive; run apt-get update")


def proxies() -> dict[str, str]:
    """The proxy that apt is told to use, for debootstrap, which does not read apt's settings."""
    value = subprocess.run(
        ["apt-config", "shell", "proxy", "Acquire::http::Proxy"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    return {"http_proxy": shlex.split(value)[0].split("=", 1)[1]} if value else {}


def dependencies(package: Path) -> list[str]:
    """The names of the packages that a .deb depends on, the first of each choice."""
    field = subprocess.run(
        ["dpkg-deb", "--field", package, "Depends"], capture_output=True, text=True, check=True
    ).stdout
    return [re.split(r"[ |(]", choice.strip())[0] for choice in field.split(",") if choice.strip()]


class Machine:
    """A booted container. `binds` are folders of this machine that it sees, read-only."""

    def __init__(self, base_folder: Path, binds: dict[Path, str] | None = None):
        self._temporary = tempfile.TemporaryDirectory(prefix="landcover-machine-")
        layer = Path(self._temporary.name) / "layer"
        layer.mkdir()
        self._console = Path(f"{layer}.console")
        options = " ".join(f"--bind-ro={source}:{at}" for source, at in (binds or {}).items())
        script = BOOT.format(layer=layer, base=base_folder, binds=options)
        self._process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", script],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True, env=os.environ | {"TERM": "dumb"},
        )
        atexit.register(self.close)
        try:
            self.leader = self._wait_for_leader()
            self._wait_until_booted()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        leader = getattr(self, "leader", None)
        if leader and self._process.poll() is None:
            # The init of a PID namespace takes every process of the namespace with it.
            os.kill(leader, signal.SIGKILL)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process.stderr.close()
        self._temporary.cleanup()

    @property
    def files(self) -> Path:
        """Its file system, seen from here."""
        return Path(f"/proc/{self.leader}/root")

    def run(self, *command: str, check: bool = True, timeout: float = 120, **options):
        """Runs a command in it, as root."""
        result = subprocess.run(
            ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid",
             "--root", "--wd=/", *map(str, command)],
            capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                 "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            **options,
        )
        if check and result.returncode != 0:
            raise AssertionError(
                f"{' '.join(map(str, command))}: exit status {result.returncode}\n"
                f"{result.stdout}{result.stderr}"
            )
        return result

    def run_as(self, user: str, *command: str, **options):
        """Runs a command in it, as a user with the user's groups."""
        return self.run(
            "setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command, **options
        )

    def show(self, unit: str, property: str) -> str:
        """A property of a unit."""
        return self.run("systemctl", "show", "--property", property, "--value", unit).stdout.strip()

    def journal(self, unit: str) -> str:
        return self.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}").stdout

    def write(self, path: str, content: str | bytes, mode: int = 0o644) -> None:
        """Writes a file in it."""
        target = self.files / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        target.chmod(mode)

    def settings_for(self, unit: str, text: str) -> None:
        """Sets a drop-in of a unit, which takes effect at its next start."""
        self.write(f"/run/systemd/system/{unit}.d/test.conf", text)
        self.run("systemctl", "daemon-reload")

    def without_settings_for(self, unit: str) -> None:
        shutil.rmtree(self.files / f"run/systemd/system/{unit}.d", ignore_errors=True)
        self.run("systemctl", "daemon-reload")

    def add_program(self, program: Path, at: str) -> None:
        """Puts a program in it, with the shared libraries that Debian's folders do not have."""
        self.write(at, program.read_bytes(), mode=0o755)
        needed = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
        for library in re.findall(r"=> (/\S+)", needed):
            if not library.startswith(("/lib", "/usr/lib")):
                self.write(f"/usr/lib/{Path(library).name}", Path(library).read_bytes())
        self.run("ldconfig")

    def processes(self, name: str) -> list[int]:
        """The processes of a name in it, by their numbers out here."""
        inside = os.stat(f"/proc/{self.leader}/ns/pid").st_ino
        found = []
        for entry in os.listdir("/proc"):
            try:
                if (
                    entry.isdigit()
                    and Path(f"/proc/{entry}/comm").read_text().strip() == name[:15]
                    and os.stat(f"/proc/{entry}/ns/pid").st_ino == inside
                ):
                    found.append(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return found

    def wait_until(self, condition, what: str, patience: float = 60):
        """The condition's value once it is true; a failure if that takes too long."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if value := condition():
                return value
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {patience} s")

    def _wait_for_leader(self) -> int:
        def leader():
            self._fail_if_over()
            for pid, (parent, name) in _processes().items():
                if name == "systemd" and _has_ancestor(parent, self._process.pid):
                    return pid
            return None

        return self.wait_until(leader, "the container's init", patience=30)

    def _wait_until_booted(self) -> None:
        def state():
            self._fail_if_over()
            shown = self.run("systemctl", "is-system-running", check=False).stdout.strip()
            return shown if shown in ("running", "degraded", "maintenance") else None

        if self.wait_until(state, "the boot") != "running":
            failed = self.run("systemctl", "--failed", "--plain", check=False).stdout
            raise AssertionError(f"the machine did not come up whole:\n{failed}{self._screen()}")

    def _fail_if_over(self) -> None:
        if self._process.poll() is not None:
            said = self._process.stderr.read().decode(errors="replace")
            raise AssertionError(f"THIS MACHINE CANNOT BOOT A CONTAINER:\n{said}{self._screen()}")

    def _screen(self) -> str:
        return self._console.read_text(errors="replace")[-3000:] if self._console.exists() else ""


def _processes() -> dict[int, tuple[int, str]]:
    """Every process's parent and name."""
    table = {}
    for entry in os.listdir("/proc"):
        try:
            before, _, after = Path(f"/proc/{entry}/stat").read_text().rpartition(")")
        except (OSError, ValueError):
            continue
        if entry.isdigit():
            table[int(entry)] = (int(after.split()[1]), before.partition("(")[2])
    return table


def _has_ancestor(pid: int, ancestor: int) -> bool:
    table = _processes()
    while pid in table:
        if pid == ancestor:
            return True
        pid = table[pid][0]
    return False
