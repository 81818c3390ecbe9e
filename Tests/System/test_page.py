"""The page under systemd: off until asked for, in a sandbox that reaches the daemon and this machine alone."""

import json
import os
import signal
import subprocess
import sys
import unittest

from landcover_system import *

WEB = "landcover-web.service"

ASK = """
import sys, urllib.error, urllib.request
path, file = sys.argv[1:]
body = open(file, "rb").read() if file else None
request = urllib.request.Request("http://127.0.0.1:8080" + path, body, {"Content-Type": "image/png"})
try:
    answer = urllib.request.urlopen(request, timeout=60)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, flush=True)
sys.stdout.buffer.write(answer.read())
"""


class Page(SystemTest):
    def setUp(self):
        super().setUp()
        self.machine.run("systemctl", "start", WEB)

    def tearDown(self):
        self.machine.without_settings_for(WEB)
        self.machine.run("systemctl", "stop", WEB)

    def ask(self, path: str, image: str = "") -> tuple[int, bytes]:
        """What the machine's own port answers."""
        file = ROOT / f"docs/samples/{image}.png" if image else ""
        out = subprocess.run(
            ["nsenter", f"--target={self.machine.leader}", "--net", sys.executable, "-c", ASK, path, file],
            capture_output=True, check=True,
        ).stdout
        status, _, body = out.partition(b"\n")
        return int(status), body

    def test_it_is_ready_when_systemd_says_so(self):
        self.assertEqual(self.machine.show(WEB, "ActiveState"), "active")
        self.assertIn("listening on http://127.0.0.1:8080", self.machine.show(WEB, "StatusText"))
        status, page = self.ask("/")
        self.assertEqual(status, 200)
        self.assertIn(b"<title>landcover</title>", page)

    def test_it_is_off_until_somebody_asks_for_it(self):
        self.assertEqual(self.machine.show(WEB, "UnitFileState"), "disabled")

    def test_it_starts_the_daemon_with_its_first_question(self):
        self.machine.run("systemctl", "stop", "landcoverd.service")
        status, body = self.ask("/api/v1/classify", "river")
        self.assertEqual(status, 200, body)
        self.assertEqual(json.loads(body)["predictions"][0]["class"], "River")
        self.assertEqual(self.machine.show("landcoverd.service", "ActiveState"), "active")

    def test_it_says_that_the_daemon_is_away_and_recovers(self):
        self.machine.run("systemctl", "stop", "landcoverd.socket", "landcoverd.service")
        self.addCleanup(self.machine.run, "systemctl", "start", "landcoverd.socket")
        status, body = self.ask("/readyz")
        self.assertEqual(status, 503, body)
        self.machine.run("systemctl", "start", "landcoverd.socket")
        self.assertEqual(self.ask("/readyz")[0], 200)

    def test_it_starts_again_after_a_crash(self):
        (process,) = self.machine.processes("landcover-web")
        os.kill(process, signal.SIGKILL)
        self.machine.wait_until(
            lambda: self.machine.show(WEB, "ActiveState") == "active"
            and self.machine.processes("landcover-web") not in ([], [process]), "the restart", 30)
        self.assertEqual(self.ask("/healthz")[0], 200)

    def test_it_has_no_privileges_and_writes_nowhere(self):
        (process,) = self.machine.processes("landcover-web")
        self.assert_no_privileges(process)

    def test_systemd_rates_it_as_safe(self):
        self.assertLessEqual(self.exposure(WEB), 1.2)


if __name__ == "__main__":
    unittest.main()
