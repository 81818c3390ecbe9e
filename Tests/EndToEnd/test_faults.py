"""System calls that fail under load: each is made to, and the daemon goes on."""

import resource
import shutil
import threading
import unittest

from wire import *

CLIENT = BINARIES / "landcover"


def address_space(process: subprocess.Popen) -> int:
    """The address space of a process, in bytes."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmSize:"):
            return int(line.split()[1]) << 10
    raise AssertionError("no VmSize")


class Faults(unittest.TestCase):
    def test_accept_without_descriptors(self):
        with Daemon() as daemon:
            used = len(os.listdir(f"/proc/{daemon.process.pid}/fd"))
            limit = used + 8
            resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
            connections = [Connection(daemon.path) for _ in range(30)]
            answered = 0
            for connection in connections:
                connection.send(health(1))
            for connection in connections[:4]:
                self.assertEqual(connection.receive().response.status.code, OK)
                answered += 1
            # The others wait in the socket's queue, and are served as soon as there is room.
            for index, connection in enumerate(connections):
                if index >= 4:
                    self.assertEqual(connection.receive().response.status.code, OK)
                connection.socket.close()
            self.assertIsNone(daemon.process.poll())
            with Connection(daemon.path) as connection:
                connection.send(classify(1, sample("river")))
                self.assertEqual(connection.receive().response.status.code, OK)

    def test_write_to_a_client_that_is_gone(self):
        with Daemon() as daemon:
            for _ in range(20):
                with Connection(daemon.path) as connection:
                    # The answers come when the socket is closed: EPIPE, then ECONNRESET.
                    for number in range(1, 4):
                        connection.send(classify(number, sample("forest")))
                    connection.send(health(4))
            with Connection(daemon.path) as connection:
                connection.send(classify(1, sample("river")))
                self.assertEqual(connection.receive().response.status.code, OK)
            self.assertIsNone(daemon.process.poll())

    def test_write_to_a_client_whose_buffer_is_full(self):
        describe = {"describe": pb.DescribeRequest()}
        with Daemon() as daemon, Connection(daemon.path) as connection:
            # Some megabytes of answers, which are read only when all questions are asked.
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sender = threading.Thread(target=lambda: [
                connection.send(request(number, **describe)) for number in range(1, 2001)
            ])
            sender.start()
            sender.join(0.5)
            numbers = [connection.receive().call_id for _ in range(2000)]
            sender.join()
            self.assertEqual(numbers, list(range(1, 2001)))

    def test_map_without_memory(self):
        with Daemon() as daemon:
            limit = address_space(daemon.process) + (48 << 20)
            resource.prlimit(daemon.process.pid, resource.RLIMIT_AS, (limit, -1))
            with Connection(daemon.path) as connection:
                connection.send(request(1, reload=pb.ReloadRequest()))
                status = connection.receive().response.status
                self.assertEqual(status.code, FAILED_PRECONDITION, status.message)
                self.assertIn("memory", status.message)
                connection.send(classify(2, sample("river")))
                self.assertEqual(connection.receive().response.status.code, OK)
                resource.prlimit(daemon.process.pid, resource.RLIMIT_AS, (-1, -1))
                connection.send(request(3, reload=pb.ReloadRequest()))
                self.assertEqual(connection.receive().response.status.code, OK)

    def test_synchronise_without_space(self):
        strace = shutil.which("strace")
        self.assertTrue(strace, "install strace: it makes system calls fail")
        with Daemon() as daemon, tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "landcover.prom")
            path.write_text("the one before\n")
            result = subprocess.run(
                [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync",
                 "-e", "inject=fsync:error=ENOSPC",
                 CLIENT, "metrics", "-o", path, "--socket", daemon.path],
                capture_output=True, text=True)
            self.assertEqual(result.returncode, os.EX_CANTCREAT, result.stderr)
            self.assertIn("No space left on device", result.stderr)
            self.assertEqual(path.read_text(), "the one before\n")
            self.assertEqual([entry.name for entry in Path(folder).iterdir()], [path.name])


if __name__ == "__main__":
    unittest.main()
