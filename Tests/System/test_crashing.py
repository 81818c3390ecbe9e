"""A daemon that dies or hangs comes back, and its callers wait instead of being refused."""

import signal
import time
import unittest
from pathlib import Path

from landcover_system import *
from landcover_system import ROOT


class Crashing(SystemTest):
    def test_a_killed_daemon_is_back_and_nobody_was_refused(self):
        self.classify()
        old = self.daemon()
        with Callers(self.path) as callers:
            os.kill(old, signal.SIGKILL)
            self.wait_for_daemon_other_than(old)
            before = callers.answered
            self.machine.wait_until(lambda: callers.answered > before, "a call answered")
        self.assertEqual((callers.refused, callers.unanswered), ([], []))

    def test_a_hundred_kills_in_a_row_refuse_nobody(self):
        self.classify()
        last, killed = None, 0
        with Callers(self.path) as callers:
            deadline = time.monotonic() + 300
            while killed < 100:
                self.assertLess(time.monotonic(), deadline, f"only {killed} kills")
                for pid in self.machine.processes("landcoverd"):
                    if pid != last:
                        # Each third one gets as far as answering before it goes.
                        if killed % 3 == 0:
                            self._wait_for_an_answer(callers)
                        os.kill(pid, signal.SIGKILL)
                        last, killed = pid, killed + 1
                time.sleep(0.01)
            self.wait_for_daemon_other_than(last)
            self._wait_for_an_answer(callers)
        print(f"100 kills: {callers.answered} answered, {callers.broken} tried again", flush=True)
        self.assertEqual((callers.refused, callers.unanswered), ([], []))
        self.assertEqual(self.machine.show(SOCKET_UNIT, "ActiveState"), "active")
        self.assertIn("River", self.classify().stdout)

    def _wait_for_an_answer(self, callers: Callers) -> None:
        before = callers.answered
        self.machine.wait_until(lambda: callers.answered > before, "a call answered")


class Hanging(SystemTest):
    """Needs a debug build, in which compute can be made to hang: LANDCOVER_DEBUG_BINARIES."""

    hang = "/run/landcover/hang"

    def setUp(self):
        program = Path(os.environ.get("LANDCOVER_DEBUG_BINARIES", ROOT / ".build/static/debug"))
        program /= "landcoverd"
        self.assertTrue(program.exists(), f"there is no {program}: run scripts/build-release --debug")
        self.machine.run("systemctl", "stop", SERVICE)
        self.machine.add_program(program, "/usr/bin/landcoverd")
        self.machine.settings_for(
            SERVICE, f"[Service]\nWatchdogSec=3s\nEnvironment=LANDCOVER_FAULT_HANG={self.hang}\n"
        )

    def test_a_daemon_that_computes_nothing_more_is_killed_and_replaced(self):
        self.machine.run("systemctl", "start", SERVICE)
        old = self.daemon()
        self.machine.write(self.hang, "")
        with self.connect() as stuck:
            stuck.send(wire.classify(1, wire.sample("river")))
            self.machine.wait_until(
                lambda: old not in self.machine.processes("landcoverd"), "the end of the old one"
            )
            self.assertIsNone(stuck.receive())
        # The next one would hang as well.
        (self.machine.files / self.hang.lstrip("/")).unlink()
        new = self.wait_for_daemon_other_than(old)
        self.assertIn("Watchdog timeout", self.machine.journal(SERVICE))
        self.assertIn("River", self.classify().stdout)
        self.assertEqual(self.daemon(), new)

    def test_an_idle_daemon_is_not_taken_for_one_that_hangs(self):
        self.machine.run("systemctl", "start", SERVICE)
        idle = self.daemon()
        time.sleep(8)
        self.assertEqual(self.daemon(), idle)


if __name__ == "__main__":
    unittest.main()
