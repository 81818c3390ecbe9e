"""Another model in place of the one that serves, while calls go on."""

import json
import unittest

from landcover_system import *

MODELS = "/var/lib/landcover/models"


class Reloading(SystemTest):
    def setUp(self):
        self.restart()
        self.machine.run("install", "-D", "--mode=644", MODEL, f"{MODELS}/other.safetensors")
        self.machine.write(f"{MODELS}/bad.safetensors", b"\x08" * 100)

    def generation(self) -> int:
        return self.status()["model"]["generation"]

    def test_systemctl_reload_returns_when_the_model_serves(self):
        before, daemon = self.generation(), self.daemon()
        self.machine.run("systemctl", "reload", SERVICE)
        self.assertEqual(self.generation(), before + 1)
        self.assertEqual(self.daemon(), daemon)

    def test_the_command_serves_an_operators_own_model(self):
        before = self.generation()
        self.machine.run("landcover", "reload", "--model", f"{MODELS}/other.safetensors", "--wait")
        self.assertEqual(self.generation(), before + 1)
        self.assertIn("other.safetensors", json.dumps(self.status()))
        self.assertIn("River", self.classify().stdout)

    def test_a_hangup_reloads(self):
        before = self.generation()
        self.machine.run("systemctl", "kill", "--signal=HUP", SERVICE)
        self.machine.wait_until(lambda: self.generation() == before + 1, "the next generation")

    def test_a_bad_model_changes_nothing_and_the_caller_is_told_why(self):
        before, daemon = self.status(), self.daemon()
        for name in ("bad.safetensors", "absent.safetensors"):
            with self.subTest(name):
                result = self.machine.run(
                    "landcover", "reload", "--model", f"{MODELS}/{name}", "--wait", check=False
                )
                self.assertNotEqual(result.returncode, 0)
                self.assertIn(name, result.stderr)
                self.assertEqual(self.generation(), before["model"]["generation"])
                self.assertEqual(self.daemon(), daemon)
                self.assertIn("River", self.classify().stdout)

    def test_a_reload_of_systemd_that_fails_is_reported_and_the_daemon_stays(self):
        self.addCleanup(self.machine.run, "mv", f"{MODEL}.away", MODEL)
        self.classify()
        daemon = self.daemon()
        self.machine.run("mv", MODEL, f"{MODEL}.away")
        before = len(self.machine.journal(SERVICE))
        result = self.machine.run("systemctl", "reload", SERVICE, check=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(MODEL, self.machine.journal(SERVICE)[before:])
        self.assertEqual(self.daemon(), daemon)
        self.assertEqual(self.machine.show(SERVICE, "ActiveState"), "active")

    def test_what_a_stranger_could_have_written_outside_is_not_seen(self):
        self.machine.run("install", "--mode=644", MODEL, "/tmp/model.safetensors")
        result = self.machine.run(
            "landcover", "reload", "--model", "/tmp/model.safetensors", "--wait", check=False
        )
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("/tmp/model.safetensors", result.stderr)

    def test_callers_notice_nothing(self):
        self.classify()
        with Callers(self.path) as callers:
            for _ in range(5):
                self.machine.run("systemctl", "reload", SERVICE)
        self.assertEqual((callers.refused, callers.unanswered, callers.broken), ([], [], 0))
        self.assertGreater(callers.answered, 0)


if __name__ == "__main__":
    unittest.main()
