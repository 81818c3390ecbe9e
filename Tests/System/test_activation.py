"""Who may call, what starts the daemon, and how it ends."""

import threading
import time
import unittest

from landcover_system import *


class Activation(SystemTest):
    def setUp(self):
        self.machine.run("systemctl", "stop", SERVICE)
        self.assertEqual(self.machine.processes("landcoverd"), [])

    def test_the_first_call_starts_the_daemon_and_is_answered(self):
        self.assertIn("River", self.classify().stdout)
        self.assertEqual(self.machine.show(SERVICE, "ActiveState"), "active")
        self.assertEqual(self.machine.show(SERVICE, "NRestarts"), "0")

    def test_systemd_waits_until_it_is_ready(self):
        self.machine.run("systemctl", "start", SERVICE)
        self.assertEqual(self.machine.show(SERVICE, "SubState"), "running")
        entered = int(self.machine.show(SERVICE, "ActiveEnterTimestampMonotonic"))
        left = int(self.machine.show(SERVICE, "InactiveExitTimestampMonotonic"))
        # Loading and warming takes a fifth of a second at the very least.
        self.assertGreater(entered - left, 100_000)

    def test_it_says_how_it_fares(self):
        self.classify()
        self.assertIn("eurosat-resnet50", self.machine.show(SERVICE, "StatusText"))

    def test_the_socket_is_of_its_group_and_not_the_daemons_to_remove(self):
        socket = self.machine.files / SOCKET.lstrip("/")
        before = socket.stat()
        self.classify()
        self.machine.run("systemctl", "stop", SERVICE)
        after = socket.stat()
        self.assertEqual(after.st_ino, before.st_ino)
        self.assertEqual(oct(after.st_mode & 0o7777), "0o660")
        group = self.machine.run("getent", "group", "landcover").stdout.split(":")[2]
        self.assertEqual((after.st_uid, after.st_gid), (0, int(group)))

    def test_members_of_the_group_may_call_and_others_may_not(self):
        self.machine.run("useradd", "member", "--groups", "landcover")
        self.machine.run("useradd", "stranger")
        self.addCleanup(self.machine.run, "userdel", "member")
        self.addCleanup(self.machine.run, "userdel", "stranger")
        call = ["landcover", "classify", "--json", "/srv/landcover/docs/samples/river.png"]
        stranger = self.machine.run_as("stranger", *call, check=False)
        self.assertEqual(stranger.returncode, os.EX_NOPERM, stranger.stderr)
        self.assertEqual(stranger.stdout, "")
        self.assertEqual(self.machine.processes("landcoverd"), [], "a stranger started the daemon")
        self.assertIn("River", self.machine.run_as("member", *call).stdout)

    def test_a_member_may_not_reload(self):
        self.machine.run("useradd", "reloader", "--groups", "landcover")
        self.addCleanup(self.machine.run, "userdel", "reloader")
        self.classify()
        daemon = self.daemon()
        result = self.machine.run_as("reloader", "landcover", "reload", "--wait", check=False)
        self.assertEqual(result.returncode, os.EX_NOPERM, result.stderr)
        self.assertEqual(self.daemon(), daemon)

    def test_it_runs_as_a_user_that_is_there_only_while_it_runs(self):
        self.classify()
        uid = os.stat(f"/proc/{self.daemon()}").st_uid
        self.assertIn(uid, range(61184, 65520), "the range of dynamic users")

    def test_a_wrong_model_ends_in_a_refusal_and_not_in_a_loop(self):
        self.addCleanup(self.restart)
        self.addCleanup(self.machine.without_settings_for, SERVICE)
        self.machine.settings_for(
            SERVICE, "[Service]\nEnvironment=LANDCOVER_MODEL=/usr/share/landcover/absent\n"
        )
        before = self.machine.journal(SERVICE).count("absent")
        waiting = self.machine.run("landcover", "health", check=False)
        self.assertNotEqual(waiting.returncode, 0)
        self.machine.wait_until(
            lambda: self.machine.show(SOCKET_UNIT, "ActiveState") == "inactive", "giving up"
        )
        self.assertEqual(self.machine.show("landcoverd-unusable.target", "ActiveState"), "active")
        attempts = self.machine.journal(SERVICE).count("absent") - before
        self.assertIn(attempts, (1, 2), "the first, and one that was on its way")
        refused = self.machine.run("landcover", "health", check=False)
        self.assertEqual(refused.returncode, os.EX_UNAVAILABLE, refused.stderr)

        self.machine.without_settings_for(SERVICE)
        self.machine.run("systemctl", "start", SOCKET_UNIT)
        self.assertIn("River", self.classify().stdout)


class Stopping(SystemTest):
    def test_a_stop_answers_what_was_accepted_within_the_time_that_takes(self):
        count = 40
        with self.connect() as connection:
            started = time.monotonic()
            self._ask(connection, count)
            while (connection.receive()).call_id != count:
                pass
            usual = time.monotonic() - started
        with self.connect() as connection:
            self._ask(connection, count)
            self.assertEqual(connection.receive().response.status.code, wire.OK)
            started = time.monotonic()
            stopping = threading.Thread(
                target=self.machine.run, args=("systemctl", "stop", SERVICE)
            )
            stopping.start()
            answered, farewells = 1, 0
            while (envelope := connection.receive()) is not None:
                if envelope.WhichOneof("kind") == "go_away":
                    farewells += 1
                else:
                    self.assertEqual(envelope.response.status.code, wire.OK)
                    answered += 1
            stopping.join()
            took = time.monotonic() - started
        self.assertEqual((answered, farewells), (count, 1))
        self.assertLess(took, 2 * usual + 3)
        self.assertEqual(self.machine.show(SERVICE, "Result"), "success")
        self.assertEqual(self.machine.show(SERVICE, "ActiveState"), "inactive")

    def test_callers_that_come_while_it_stops_are_answered_by_the_next(self):
        self.classify()
        with Callers(self.path) as callers:
            for _ in range(3):
                old = self.daemon()
                self.restart()
                self.wait_for_daemon_other_than(old)
        self.assertEqual((callers.refused, callers.unanswered), ([], []))

    def _ask(self, connection, count: int) -> None:
        image = wire.sample("river")
        connection.send(b"".join(wire.classify(i, image) for i in range(1, count + 1)))


if __name__ == "__main__":
    unittest.main()
