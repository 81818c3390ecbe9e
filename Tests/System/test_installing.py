"""The package: what it puts where, how it is upgraded, and what is left when it is gone."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from landcover_system import *
from landcover_system import ROOT


class Package(unittest.TestCase):
    def test_lintian_finds_no_error(self):
        self.assertIsNotNone(shutil.which("lintian"), "lintian is missing; run scripts/setup --test")
        result = subprocess.run(
            ["lintian", "--allow-root", "--profile=debian", "--fail-on=error", package()],
            capture_output=True, text=True,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_it_needs_nothing_of_swift(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["dpkg-deb", "--extract", package(), folder], check=True)
            for program in Path(folder, "usr/bin").iterdir():
                dynamic = subprocess.run(
                    ["readelf", "--dynamic", program], capture_output=True, text=True, check=True
                ).stdout
                self.assertNotIn("libswift", dynamic, program.name)
                self.assertNotIn("RUNPATH", dynamic, program.name)


class Installing(SystemTest):
    def test_the_programs_run_and_are_one_version(self):
        version = self.machine.run("dpkg-query", "--show", "--showformat=${Version}", "landcover")
        for program in ("landcover", "landcoverd", "landcover-train"):
            said = self.machine.run(program, "--version").stdout.strip()
            self.assertEqual(f"{said}-1", version.stdout, program)

    def test_the_socket_is_open_and_nothing_runs_before_a_call(self):
        fresh = Machine(machine.base(machine.dependencies(package())),
                        {package().parent: "/srv/package"})
        self.addCleanup(fresh.close)
        fresh.run("apt-get", "install", "--yes", f"/srv/package/{package().name}")
        self.assertEqual(fresh.show(SOCKET_UNIT, "ActiveState"), "active")
        self.assertEqual(fresh.show(SERVICE, "ActiveState"), "inactive")
        self.assertEqual(fresh.processes("landcoverd"), [])
        self.assertEqual(fresh.run("systemctl", "is-enabled", SOCKET_UNIT).stdout.strip(), "enabled")

    def test_the_units_are_without_mistakes(self):
        units = [name for name in os.listdir(self.machine.files / "lib/systemd/system")
                 if name.startswith("landcover")]
        self.assertIn(SERVICE, units)
        for unit in units:
            said = self.machine.run(
                "systemd-analyze", "verify", "--man=no", f"/lib/systemd/system/{unit}"
            )
            self.assertEqual(said.stderr, "", unit)

    def test_units_come_with_their_programs_only(self):
        for unit in (self.machine.files / "lib/systemd/system").glob("landcover*.service"):
            self.assertTrue((self.machine.files / "usr/bin" / unit.stem).exists(), unit.name)

    def test_manuals_completions_and_licences_are_there(self):
        listed = self.machine.run("dpkg", "--listfiles", "landcover").stdout.split()
        for program in ("landcover", "landcoverd", "landcover-train"):
            for path in (
                f"/usr/share/man/man1/{program}.1.gz",
                f"/usr/share/bash-completion/completions/{program}",
                f"/usr/share/zsh/vendor-completions/_{program}",
                f"/usr/share/fish/vendor_completions.d/{program}.fish",
            ):
                self.assertIn(path, listed)
        self.assertIn("/usr/share/doc/landcover/changelog.Debian.gz", listed)
        with tempfile.TemporaryDirectory() as folder:
            # Debian's images are told to leave documents out, so not from the machine.
            subprocess.run(["dpkg-deb", "--extract", package(), folder], check=True)
            text = Path(folder, "usr/share/doc/landcover/copyright").read_text()
        for name in ("Swift's runtime", "swift-nio", "swift-argument-parser", "swift-log"):
            self.assertIn(name, text)

    def test_every_setting_is_in_the_file_of_settings(self):
        for program, prefix in ("landcoverd", "LANDCOVER_"), ("landcover-opinion", "LANDCOVER_OPINION_"):
            with self.subTest(program):
                file = self.machine.files / "etc/default" / program
                told = set(re.findall(r"(?m)^#([A-Z_]+)=", file.read_text()))
                shown = self.machine.run(program, "--print-config").stdout.splitlines()[1:]
                names = {line.split()[0].upper().replace("-", "_") for line in shown}
                known = {name if name.startswith("OPENAI_") else prefix + name for name in names}
                # The socket is systemd's to open.
                known.remove(f"{prefix}SOCKET")
                self.assertEqual(told, known)


class Upgrading(SystemTest):
    def test_no_caller_is_refused_while_the_daemon_is_replaced(self):
        self.classify()
        old = self.daemon()
        newer = newer_package()
        self.machine.write("/srv/newer.deb", newer.read_bytes())
        with Callers(self.path) as callers:
            self.machine.run("apt-get", "install", "--yes", "/srv/newer.deb")
            self.wait_for_daemon_other_than(old)
        self.assertEqual(callers.refused, [])
        self.assertEqual(callers.unanswered, [])
        self.assertGreater(callers.answered, 0)
        version = self.machine.run("dpkg-query", "--show", "--showformat=${Version}", "landcover")
        self.assertTrue(version.stdout.endswith("+1"), version.stdout)

    def test_what_the_administrator_has_changed_stays(self):
        settings = self.machine.files / "etc/default/landcoverd"
        text = settings.read_text() + "LANDCOVER_QUEUE=64\n"
        settings.write_text(text)
        self.machine.run("systemctl", "disable", SOCKET_UNIT)
        self.machine.write("/srv/newer.deb", newer_package().read_bytes())
        self.machine.run("apt-get", "install", "--yes", "--reinstall", "/srv/newer.deb")
        self.assertEqual(settings.read_text(), text)
        enabled = self.machine.run("systemctl", "is-enabled", SOCKET_UNIT, check=False)
        self.assertEqual(enabled.stdout.strip(), "disabled")


class Removing(SystemTest):
    def setUp(self):
        self.install()

    def test_removed_and_purged_it_leaves_models_of_others_and_nothing_else(self):
        self.classify()
        listed = self.machine.run("dpkg", "--listfiles", "landcover").stdout.split()
        own = [path for path in listed if "landcover" in path]
        self.machine.write("/var/lib/landcover/models/mine.safetensors", "somebody's work")

        self.machine.run("apt-get", "remove", "--yes", "landcover")
        self.assertEqual(self.machine.processes("landcoverd"), [])
        self.assertFalse((self.machine.files / "run/landcover").exists())
        self.assertTrue((self.machine.files / "etc/default/landcoverd").exists())

        self.machine.run("apt-get", "purge", "--yes", "landcover")
        left = [path for path in own if (self.machine.files / path.lstrip("/")).exists()]
        self.assertEqual(sorted(left), ["/var/lib/landcover", "/var/lib/landcover/models"])
        found = self.machine.run(
            "find", "/etc", "/usr", "/var", "/run", "-xdev", "-name", "*landcover*",
            "-not", "-path", "/var/log/*", "-not", "-path", "/var/cache/*",
        ).stdout.split()
        self.assertEqual(found, ["/var/lib/landcover"])
        model = self.machine.files / "var/lib/landcover/models/mine.safetensors"
        self.assertEqual(model.read_text(), "somebody's work")

    def test_purged_without_models_of_others_it_leaves_nothing(self):
        self.machine.run("rm", "--force", "/var/lib/landcover/models/mine.safetensors")
        self.machine.run("apt-get", "purge", "--yes", "landcover")
        self.assertFalse((self.machine.files / "var/lib/landcover").exists())


class InstallingFromSource(SystemTest):
    """scripts/install, with the programs of the package instead of a build."""

    installed = False

    def test_installed_under_a_prefix_it_serves_and_is_removed_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["dpkg-deb", "--extract", package(), folder], check=True)
            for program in Path(folder, "usr/bin").iterdir():
                self.machine.add_program(program, f"/srv/programs/{program.name}")
            for library in Path(folder, "usr/lib").glob("*.so*"):
                self.machine.write(f"/usr/lib/{library.name}", library.read_bytes())
        # Manual pages are the package's business; here the generator is one that writes nothing.
        self.machine.write("/srv/programs/generate-manual", "#!/bin/sh\n"
                           'while [ "$1" != --output-directory ]; do shift; done\n'
                           'echo .Sh NAME >"$2/page.1"\n', mode=0o755)
        install = ["env", "BINARIES=/srv/programs", "PREFIX=/opt/landcover",
                   "UNITDIR=/etc/systemd/system", "/srv/landcover/scripts/install"]
        self.machine.run(*install)
        self.assertEqual(self.machine.show(SOCKET_UNIT, "ActiveState"), "active")
        answer = self.machine.run("/opt/landcover/bin/landcover", "classify", "--json",
                                  "/srv/landcover/docs/samples/river.png")
        self.assertIn("River", answer.stdout)

        self.machine.run(*install, "--uninstall")
        self.assertEqual(self.machine.processes("landcoverd"), [])
        left = self.machine.run("find", "/opt", "/etc/systemd/system", "-name", "*landcover*", "-not",
                                "-type", "d").stdout
        self.assertEqual(left, "")


if __name__ == "__main__":
    unittest.main()
