"""What the daemon is kept from, tried and not only declared."""

import re
import subprocess
import tempfile
import unittest
from errno import EACCES, EAFNOSUPPORT, ENOENT, EPERM, EROFS
from pathlib import Path

from landcover_system import *


class Exposure(SystemTest):
    def test_systemd_rates_it_as_safe(self):
        self.assertLessEqual(self.exposure(SERVICE), 0.6)


class Sandbox(SystemTest):
    def test_it_sees_its_programs_libraries_and_models_and_no_other_files(self):
        self.classify()
        root = Path(f"/proc/{self.daemon()}/root")
        names = {entry.name for entry in root.iterdir()}
        self.assertLessEqual(names, {"dev", "etc", "lib", "lib64", "proc", "root", "run", "sys",
                                     "tmp", "usr", "var", "home"})
        for folder, content in {
            "etc": set(), "root": set(), "usr": {"bin", "lib", "share"},
            "usr/bin": {"landcoverd", "landcover"}, "usr/share": {"landcover"},
            "run": {"landcover", "systemd"}, "run/systemd": {"notify", "incoming"},
            "var": {"lib", "tmp"}, "var/lib": {"landcover"}, "tmp": set(), "var/tmp": set(),
        }.items():
            self.assertEqual({entry.name for entry in (root / folder).iterdir()}, content, folder)

    def test_it_has_no_network(self):
        self.classify()
        lines = Path(f"/proc/{self.daemon()}/net/dev").read_text().splitlines()[2:]
        self.assertEqual([line.split(":")[0].strip() for line in lines], ["lo"])
        self.assertNotEqual(os.stat(f"/proc/{self.daemon()}/ns/net").st_ino,
                            os.stat(f"/proc/{self.machine.leader}/ns/net").st_ino)

    def test_it_has_no_privileges(self):
        self.classify()
        self.assert_no_privileges(self.daemon())

    def test_what_is_forbidden_fails(self):
        """A program of ours in the very unit, but for its name and what it runs."""
        outcome = self._probe()
        self.assertEqual(outcome.pop("unix-socket"), 0)
        self.assertEqual(outcome.pop("generated-code"), 0)
        expected = {
            "ipv4-socket": {EAFNOSUPPORT}, "ipv6-socket": {EAFNOSUPPORT},
            "netlink-socket": {EAFNOSUPPORT}, "packet-socket": {EAFNOSUPPORT, EPERM},
            "vsock-socket": {EAFNOSUPPORT}, "user-namespace": {EPERM}, "mount": {EPERM},
            "ptrace": {EPERM}, "set-clock": {EPERM}, "bpf": {EPERM}, "set-user": {EPERM},
            "realtime": {EPERM}, "set-uid-bit": {EPERM}, "write-root": {EROFS},
            "write-usr": {EROFS}, "write-models": {EROFS}, "write-run": {EROFS},
            "write-socket-folder": {EROFS}, "read-passwd": {ENOENT}, "read-settings": {ENOENT},
            "read-home": {ENOENT, EACCES}, "read-manager": {ENOENT},
            "read-disk": {ENOENT}, "read-memory": {ENOENT}, "read-init": {ENOENT},
            "raise-priority": {EACCES, EPERM},
        }
        self.assertEqual(set(outcome), set(expected))
        for name, errors in expected.items():
            with self.subTest(name):
                self.assertIn(outcome[name], errors)

    def _probe(self) -> dict[str, int]:
        with tempfile.TemporaryDirectory() as folder:
            probe = Path(folder) / "probe"
            source = Path(__file__).parent / "probe.c"
            subprocess.run(["cc", "-static", "-O1", "-o", probe, source], check=True)
            self.machine.write("/usr/lib/landcover-probe", probe.read_bytes(), mode=0o755)
        unit = (self.machine.files / f"lib/systemd/system/{SERVICE}").read_text()
        changed = {"Type": "oneshot", "ExecStart": "/usr/lib/landcover-probe", "Restart": "no"}
        lines = []
        for line in unit.splitlines():
            key = line.split("=")[0]
            if key in changed:
                line = f"{key}={changed[key]}"
            if key not in ("Requires", "After", "WatchdogSec", "ExecReload"):
                lines.append(line)
        self.machine.write("/run/systemd/system/probe.service", "\n".join(lines) + "\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "start", "probe.service")
        said = re.findall(r"^([a-z0-9-]+) (\d+)$", self.machine.journal("probe.service"), re.M)
        return {name: int(number) for name, number in said}


if __name__ == "__main__":
    unittest.main()
