"""landcover, installed from its .deb on a machine of its own; what the tests ask of both.

The package is the .deb that LANDCOVER_PACKAGE names, or the one in .build/package. It is never built
from here: scripts/package does that, and takes its time.
"""

import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import machine
from machine import ROOT, Machine

sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
import wire  # noqa: E402

SOCKET = "/run/landcover/landcoverd.sock"
MODEL = "/usr/share/landcover/eurosat-resnet50.safetensors"
SERVICE, SOCKET_UNIT = "landcoverd.service", "landcoverd.socket"
_work = tempfile.TemporaryDirectory(prefix="landcover-package-")
# Quick, and without the error that lintian finds in a package that is not compressed at all.
_packing = {"DPKG_DEB_COMPRESSOR_TYPE": "gzip", "DPKG_DEB_COMPRESSOR_LEVEL": "1"}


@functools.cache
def package() -> Path:
    """The .deb to test."""
    if named := os.environ.get("LANDCOVER_PACKAGE"):
        return Path(named)
    made = sorted((ROOT / ".build/package").glob("landcover_*.deb"))
    if len(made) != 1:
        raise AssertionError(
            f"{len(made)} packages in .build/package: run scripts/package, or set LANDCOVER_PACKAGE"
        )
    return made[0]


@functools.cache
def newer_package() -> Path:
    """The same with the next version number."""
    folder, built = Path(_work.name) / "newer", Path(_work.name) / "newer.deb"
    subprocess.run(["dpkg-deb", "--raw-extract", package(), folder], check=True)
    control = folder / "DEBIAN/control"
    lines = control.read_text().splitlines()
    control.write_text(
        "".join(f"{line}+1\n" if line.startswith("Version: ") else f"{line}\n" for line in lines)
    )
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "--build", folder, built],
        check=True, stdout=subprocess.DEVNULL, env=os.environ | _packing,
    )
    return built


class SystemTest(unittest.TestCase):
    """Tests of one machine, on which landcover is installed unless `installed` says otherwise."""

    installed = True
    machine: Machine

    @classmethod
    def setUpClass(cls):
        machine.needed()
        base = machine.base(machine.dependencies(package()))
        cls.machine = Machine(base, {ROOT: "/srv/landcover", package().parent: "/srv/package"})
        cls.addClassCleanup(cls.machine.close)
        if cls.installed:
            cls.install()

    @classmethod
    def install(cls):
        cls.machine.run("apt-get", "install", "--yes", f"/srv/package/{package().name}")

    def run(self, result=None):
        result = result or self.defaultTestResult()
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            for unit in SOCKET_UNIT, SERVICE:
                print(f"\njournal of {unit}:\n{self.machine.journal(unit)[-4000:]}", flush=True)
        return result

    @property
    def path(self) -> str:
        """The daemon's socket, as root out here can connect to it."""
        return str(self.machine.files / SOCKET.lstrip("/"))

    def connect(self) -> wire.Connection:
        return wire.Connection(self.path)

    def classify(self, *options: str, **how):
        """`landcover classify` on the machine."""
        return self.machine.run(
            "landcover", "classify", "--json", "/srv/landcover/docs/samples/river.png", *options,
            **how,
        )

    def status(self) -> dict:
        return json.loads(self.machine.run("landcover", "status", "--json").stdout)

    def restart(self) -> None:
        """Has another daemon; the socket stays open, which systemd would not restart that often."""
        self.machine.run("systemctl", "restart", SERVICE)

    def daemon(self) -> int:
        """The daemon's process number out here; there must be one."""
        found = self.machine.processes("landcoverd")
        self.assertEqual(len(found), 1, found)
        return found[0]

    def exposure(self, unit: str) -> float:
        """How exposed systemd rates a service, 0 (safe) to 10."""
        said = self.machine.run("systemd-analyze", "security", "--no-pager", unit).stdout
        score = float(re.search(r"exposure level for \S+: (\S+)", said)[1])
        print(f"exposure of {unit}: {score}", flush=True)
        return score

    def assert_no_privileges(self, process: int) -> None:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines)
        for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(status[capabilities], 16), 0, capabilities)
        self.assertEqual(status["NoNewPrivs"].strip(), "1")
        self.assertEqual(status["Seccomp"].strip(), "2")

    def wait_for_daemon_other_than(self, old: int, patience: float = 60) -> int:
        def other():
            active = self.machine.show(SERVICE, "ActiveState") == "active"
            found = [pid for pid in self.machine.processes("landcoverd") if pid != old]
            return found[0] if active and found else None

        return self.machine.wait_until(other, "another daemon", patience)


class Callers:
    """Threads that call the daemon one connection after another, and count how they fare.

    A connection that breaks is tried again, as a client with retries does; one that is refused is
    a failure of the machine and not of the daemon, and is kept in `refused`.
    """

    def __init__(self, path: str, threads: int = 2):
        self.path = path
        self.answered = self.broken = 0
        self.refused: list[str] = []
        self.unanswered: list[str] = []
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._call) for _ in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _call(self) -> None:
        while not self._over.is_set():
            for _ in range(200):
                if self._once():
                    break
                time.sleep(0.01)
            else:
                self.unanswered.append("a call had no answer in 200 attempts")

    def _once(self) -> bool:
        try:
            connection = wire.Connection(self.path, patience=60)
        except OSError as error:
            with self._lock:
                self.refused.append(repr(error))
            return False
        with connection:
            try:
                connection.send(wire.health(1))
                answer = connection.receive()
            except (OSError, AssertionError):
                answer = None
        served = (
            answer is not None
            and answer.WhichOneof("kind") == "response"
            and answer.response.status.code == wire.OK
        )
        with self._lock:
            self.answered += served
            self.broken += not served
        return served
