"""Second opinions under systemd: two services, one key, and a machine without a network."""

import subprocess
import sys
import unittest

from landcover_system import *

OPINION, OPINION_SOCKET = "landcover-opinion.service", "landcover-opinion.socket"
KEY = "sk-system-0123456789abcdefghijklmnop"

SERVER = """
import sys
sys.path.insert(0, "{folder}")
from model_api import ModelAPI, answers
import time
print(ModelAPI(answers("River")).url, flush=True)
time.sleep(600)
"""


class SecondOpinions(SystemTest):
    def tearDown(self):
        self.machine.without_settings_for(OPINION)
        self.machine.run("systemctl", "stop", OPINION)

    def compare(self) -> str:
        return self.machine.run("landcover", "compare", "/srv/landcover/docs/samples/river.png").stdout

    def start_server(self) -> str:
        """A server of the API within the machine's own network, which leads nowhere else."""
        script = SERVER.format(folder=ROOT / "Tests/EndToEnd")
        server = subprocess.Popen(
            ["nsenter", f"--target={self.machine.leader}", "--net", sys.executable, "-c", script],
            stdout=subprocess.PIPE, text=True,
        )
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.addCleanup(server.stdout.close)
        return server.stdout.readline().strip()

    def test_the_first_question_starts_it(self):
        self.assertEqual(self.machine.show(OPINION, "ActiveState"), "inactive")
        self.assertIn("No second opinion", self.compare())
        self.assertEqual(self.machine.show(OPINION, "ActiveState"), "active")
        self.assertIn("asking gpt-4o", self.machine.show(OPINION, "StatusText"))

    def test_without_a_key_the_user_is_told_where_it_goes(self):
        text = self.compare()
        self.assertIn("River", text)
        self.assertIn("openai-api-key", text)

    def test_without_a_network_the_user_is_told(self):
        self.machine.write("/etc/landcover/openai-api-key", KEY + "\n", mode=0o600)
        self.addCleanup(self.machine.run, "rm", "/etc/landcover/openai-api-key")
        text = self.compare()
        self.assertIn("River", text)
        self.assertIn("api.openai.com", text)
        self.assertNotIn(KEY, self.machine.journal(OPINION))

    def test_both_answer_side_by_side(self):
        self.machine.settings_for(
            OPINION, f"[Service]\nEnvironment=OPENAI_BASE_URL={self.start_server()}\n")
        self.assertIn("They agree.", self.compare())

    def test_an_opinion_is_kept_where_the_service_may_write(self):
        folder = "/var/cache/landcover-opinion"
        self.machine.settings_for(
            OPINION,
            f"[Service]\nEnvironment=OPENAI_BASE_URL={self.start_server()}\n"
            f"Environment=LANDCOVER_OPINION_CACHE={folder}\n")
        self.compare()
        self.assertIn("(kept)", self.compare())

    def test_it_leaves_when_nobody_asks_and_comes_back(self):
        self.machine.settings_for(
            OPINION, "[Service]\nEnvironment=LANDCOVER_OPINION_IDLE_EXIT=1\n")
        self.compare()
        self.machine.wait_until(
            lambda: self.machine.show(OPINION, "ActiveState") == "inactive", "the idle exit", 30)
        self.assertEqual(self.machine.show(OPINION, "Result"), "success")
        self.assertIn("No second opinion", self.compare())
        self.assertEqual(self.machine.show(OPINION, "ActiveState"), "active")

    def test_it_has_no_privileges_and_no_core(self):
        self.compare()
        (process,) = self.machine.processes("landcover-opinion")
        self.assert_no_privileges(process)
        # Not dumpable: its files under /proc are root's, whoever it runs as.
        self.assertEqual(os.stat(f"/proc/{process}/maps").st_uid, 0)

    def test_systemd_rates_it_as_safe(self):
        self.assertLessEqual(self.exposure(OPINION), 1.2)


if __name__ == "__main__":
    unittest.main()
