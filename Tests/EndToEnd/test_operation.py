"""Operating the daemon: reload, limits and fairness, metrics, settings, the service manager."""

import contextlib
import json
import re
import shutil
import threading
import unittest

from wire import *

CLIENT = BINARIES / "landcover"


def reload(call_id: int, path: str = "", background: bool = False) -> bytes:
    return request(call_id, reload=pb.ReloadRequest(model_path=path, in_background=background))


def large_figure(call_id: int) -> bytes:
    """A call whose answer is some megabytes: a picture of every class."""
    return request(call_id, gradcam=pb.GradCamRequest(
        image=sample("river"), every_class=pb.GradCamRequest.EveryClass(),
        layout=pb.GradCamRequest.SIDE_BY_SIDE, minimum_side=2048))


def ask(path: str, message: bytes):
    with Connection(path) as connection:
        connection.send(message)
        return connection.receive().response


def metrics(path: str) -> dict[str, float]:
    """Every sample by name and labels."""
    text = ask(path, request(1, metrics=pb.MetricsRequest())).metrics.text
    samples = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            assert name not in samples, f"{name} twice"
            samples[name] = float(value)
    return samples


def until(condition, seconds: float = 30):
    """Waits until something holds, and returns it."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


class Reload(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.model = Path(self.folder.name, "model.safetensors")
        shutil.copy(MODEL, self.model)
        self.daemon = Daemon(model=self.model)

    def tearDown(self):
        self.daemon.close()
        self.folder.cleanup()

    def generation(self) -> int:
        report = ask(self.daemon.path, request(1, status=pb.StatusRequest())).report
        return report.model.generation

    def test_another_file_answers_from_the_next_generation_on(self):
        self.assertEqual(self.generation(), 1)
        other = Path(self.folder.name, "other.safetensors")
        shutil.copy(MODEL, other)
        response = ask(self.daemon.path, reload(1, str(other)))
        self.assertEqual(response.status.code, OK, response.status.message)
        self.assertEqual(response.reload.model.path, str(other))
        self.assertEqual(response.reload.model.generation, 2)
        self.assertEqual(response.reload.model.file_bytes, MODEL.stat().st_size)
        self.assertAlmostEqual(
            response.reload.model.loaded_unix_microseconds / 1e6, time.time(), delta=60)
        self.assertEqual(self.generation(), 2)
        # From then on it is the one that is read again.
        self.assertEqual(ask(self.daemon.path, reload(1)).reload.model.path, str(other))
        self.assertEqual(ask(self.daemon.path, classify(1, sample("river"))).status.code, OK)

    def test_a_bad_file_changes_nothing_and_is_named(self):
        cases = {
            "/nowhere/m.safetensors": "no such file",
            self.folder.name: "is a folder",
            str(ROOT / "README.md"): "checkpoint",
        }
        broken = Path(self.folder.name, "broken.safetensors")
        broken.write_bytes(MODEL.read_bytes()[:-1000])
        cases[str(broken)] = "not a valid .safetensors"
        for path, words in cases.items():
            with self.subTest(path=path):
                status = ask(self.daemon.path, reload(1, path)).status
                self.assertEqual(status.code, FAILED_PRECONDITION)
                self.assertIn(words, status.message)
                self.assertIn(f"{self.model} answers as before", status.message)
        self.assertEqual(self.generation(), 1)
        self.assertEqual(ask(self.daemon.path, classify(1, sample("river"))).status.code, OK)
        self.assertEqual(metrics(self.daemon.path)['landcover_reloads_total{result="failed"}'], 4)

    def test_a_file_that_is_written_over_while_it_is_read_ends_nothing(self):
        whole = MODEL.read_bytes()
        stop = threading.Event()

        def scribble():
            while not stop.is_set():
                self.model.write_bytes(whole[: len(whole) // 2])
                self.model.write_bytes(whole)

        writer = threading.Thread(target=scribble)
        writer.start()
        try:
            codes = {ask(self.daemon.path, reload(1)).status.code for _ in range(6)}
        finally:
            stop.set()
            writer.join()
        self.assertLessEqual(codes, {OK, FAILED_PRECONDITION})
        self.assertIsNone(self.daemon.process.poll())
        self.assertEqual(ask(self.daemon.path, reload(1)).status.code, OK)

    def test_no_call_fails_for_it(self):
        stop = threading.Event()
        codes = []

        def load():
            with Connection(self.daemon.path) as connection:
                number = 0
                while not stop.is_set():
                    number += 1
                    connection.send(classify(number, sample("forest")))
                    codes.append(connection.receive().response.status.code)

        threads = [threading.Thread(target=load) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(8):
                self.assertEqual(ask(self.daemon.path, reload(1)).status.code, OK)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual(set(codes), {OK})
        self.assertEqual(self.generation(), 9)

    def test_a_hangup_reads_the_file_again(self):
        self.daemon.process.send_signal(signal.SIGHUP)
        until(lambda: self.generation() == 2)
        self.model.write_bytes(b"nothing")
        self.daemon.process.send_signal(signal.SIGHUP)
        until(lambda: "model not replaced" in self.daemon.text())
        self.assertEqual(self.generation(), 2)

    def test_in_the_background_it_answers_at_once(self):
        response = ask(self.daemon.path, reload(1, background=True))
        self.assertEqual(response.status.code, OK)
        self.assertEqual(response.reload.model.generation, 1)
        until(lambda: self.generation() == 2)

    def test_only_root_and_the_daemons_user_may(self):
        if os.geteuid() != 0:
            print("SKIPPED: only root can try to reload as somebody else")
            return
        os.chmod(self.daemon.folder.name, 0o755)
        os.chmod(self.daemon.path, 0o666)
        result = subprocess.run(
            [CLIENT, "reload", "--wait", "--socket", self.daemon.path], user=65534, group=65534,
            extra_groups=[], capture_output=True, text=True)
        self.assertEqual(result.returncode, os.EX_NOPERM, result.stderr)
        self.assertIn("only root and the daemon's own user", result.stderr)
        self.assertEqual(self.generation(), 1)

    def test_the_command_waits_and_says_what_answers(self):
        result = subprocess.run(
            [CLIENT, "reload", "--wait", "--socket", self.daemon.path],
            capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, f"model, generation 2, answers ({self.model})\n")
        result = subprocess.run(
            [CLIENT, "reload", "--wait", "--model", "gone.safetensors", "--socket",
             self.daemon.path], capture_output=True, text=True, cwd=self.folder.name)
        self.assertEqual(result.returncode, os.EX_UNAVAILABLE)
        self.assertIn(f"{self.folder.name}/gone.safetensors", result.stderr)


class Limits(unittest.TestCase):
    def test_a_thousand_calls_of_one_client_do_not_starve_another(self):
        with Daemon("--queue", "50", "--calls-per-connection", "1000") as daemon:
            with Connection(daemon.path) as greedy, Connection(daemon.path) as modest:
                for number in range(1, 401):
                    greedy.send(classify(number, sample("forest")))
                until(lambda: metrics(daemon.path)["landcover_queue_depth"] >= 40)
                for number in range(1, 4):
                    begun = time.monotonic()
                    modest.send(classify(number, sample("river")))
                    self.assertEqual(modest.receive().response.status.code, OK)
                    mine = time.monotonic() - begun
                codes = [greedy.receive().response.status.code for _ in range(400)]
                self.assertEqual(set(codes), {OK, RESOURCE_EXHAUSTED})
                # In turn: three calls waited for a handful of the others', not for all.
                self.assertLess(mine, 10)

    def test_large_messages_wait_for_room_and_all_are_answered(self):
        # Forty messages of 1 MiB, of which the budget holds two, and a connection one.
        image = sample("river") + bytes(1 << 20)
        with Daemon("--in-flight", "2") as daemon:
            connections = [Connection(daemon.path) for _ in range(10)]
            answers = []

            def talk(connection):
                with connection:
                    sender = threading.Thread(
                        target=lambda: [connection.send(classify(n, image)) for n in range(1, 5)])
                    sender.start()
                    answers.extend(connection.receive().response.status.code for _ in range(4))
                    sender.join()

            threads = [threading.Thread(target=talk, args=(one,)) for one in connections]
            for thread in threads:
                thread.start()
            peak = 0
            while any(thread.is_alive() for thread in threads):
                peak = max(peak, metrics(daemon.path)["landcover_in_flight_bytes"])
                time.sleep(0.01)
            self.assertEqual(answers, [OK] * 40)
            self.assertGreater(peak, 1 << 20)
            # What was read before reading stopped is counted, and may be over.
            self.assertLess(peak, 5 << 20)
            self.assertEqual(metrics(daemon.path)["landcover_in_flight_bytes"], 0)

    def test_half_messages_give_their_room_back(self):
        with Daemon("--in-flight", "1", "--frame-timeout", "1") as daemon:
            with Connection(daemon.path) as half, Connection(daemon.path) as whole:
                image = sample("river") + bytes(900_000)
                half.send(classify(1, image)[:500_000])
                until(lambda: metrics(daemon.path)["landcover_in_flight_bytes"] > 0)
                sender = threading.Thread(target=whole.send, args=(classify(1, image),))
                sender.start()
                self.assertEqual(half.receive().go_away.status.code, DEADLINE_EXCEEDED)
                self.assertEqual(whole.receive().response.status.code, OK)
                sender.join()
            until(lambda: metrics(daemon.path)["landcover_in_flight_bytes"] == 0)

    def test_a_large_message_that_ends_its_connection_gives_its_room_back(self):
        large = b"x" * 200_000
        with Daemon() as daemon:
            for message in [
                frame(pb.Envelope(call_id=0, request=pb.Request(
                    classify=pb.ClassifyRequest(image=large))).SerializeToString()),
                frame(large),
                # What only a daemon sends, and then something large that is not read any more.
                frame(pb.Envelope(call_id=1, response=pb.Response(
                    status=pb.Status())).SerializeToString()) + frame(large),
            ]:
                with Connection(daemon.path) as connection:
                    with contextlib.suppress(BrokenPipeError):  # It need not take the rest.
                        connection.send(message)
                    self.assertNotEqual(connection.receive().go_away.status.code, OK)
                    self.assertIsNone(connection.receive())
            until(lambda: metrics(daemon.path)["landcover_in_flight_bytes"] == 0)
            self.assertIsNone(daemon.process.poll())

    def test_a_client_that_does_not_read_is_sent_away_and_costs_no_other(self):
        with Daemon("--write-timeout", "2") as daemon:
            with Connection(daemon.path) as deaf:
                for number in range(1, 21):
                    deaf.send(large_figure(number))
                with Connection(daemon.path) as other:
                    until(lambda: "does not read its answers" in daemon.text(), 60)
                    other.send(classify(1, sample("river")))
                    self.assertEqual(other.receive().response.status.code, OK)
            samples = metrics(daemon.path)
            self.assertEqual(samples['landcover_connections_total{result="stalled"}'], 1)
            # The first answers filled its socket; the others' work was not begun.
            computed = samples['landcover_call_stage_duration_seconds_count'
                               '{method="gradcam",stage="encode"}']
            self.assertLess(computed, 10)

    def test_a_slow_reader_is_waited_for(self):
        with Daemon("--write-timeout", "1") as daemon:
            with Connection(daemon.path) as slow:
                slow.send(large_figure(1))
                # Longer than the patience in all, and never that long without a byte.
                data = b""
                until(lambda: metrics(daemon.path)["landcover_queue_depth"] == 0)
                for _ in range(12):
                    data += slow.socket.recv(65536)
                    time.sleep(0.25)
                (length,) = struct.unpack(">I", data[1:5])
                while len(data) < 5 + length:
                    part = slow.socket.recv(1 << 20)
                    self.assertTrue(part, "the daemon closed on a client that reads")
                    data += part
                response = pb.Envelope.FromString(data[5:]).response
                self.assertEqual(response.status.code, OK)


class Metrics(unittest.TestCase):
    def test_every_line_is_prometheus_text(self):
        with Daemon() as daemon:
            ask(daemon.path, classify(1, sample("river")))
            ask(daemon.path, classify(1, b"nonsense"))
            result = subprocess.run(
                [CLIENT, "metrics", "--socket", daemon.path], capture_output=True, text=True)
            self.assertEqual(result.returncode, 0, result.stderr)
            types = {}
            for line in result.stdout.splitlines():
                if line.startswith("# TYPE"):
                    _, _, name, kind = line.split()
                    types[name] = kind
                elif not line.startswith("#"):
                    match = re.fullmatch(
                        r'([a-z_]+)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.e+-]+', line)
                    self.assertTrue(match, line)
                    family = re.sub(r"_(bucket|sum|count)$", "", match[1])
                    self.assertTrue(match[1] in types or types.get(family) == "histogram", line)
            for name, kind in types.items():
                self.assertEqual(kind == "counter", name.endswith("_total"), name)

    def test_they_count_what_happened(self):
        with Daemon() as daemon:
            for number in range(3):
                ask(daemon.path, classify(1, sample("river")))
            ask(daemon.path, classify(1, b"nonsense"))
            samples = metrics(daemon.path)
            self.assertEqual(samples['landcover_calls_total{method="classify",status="OK"}'], 3)
            self.assertEqual(
                samples['landcover_calls_total{method="classify",status="INVALID_ARGUMENT"}'], 1)
            duration = 'landcover_call_duration_seconds_{}{{method="classify"{}}}'
            self.assertEqual(samples[duration.format("count", "")], 4)
            self.assertEqual(samples[duration.format("bucket", ',le="+Inf"')], 4)
            self.assertGreater(samples[duration.format("sum", "")], 0)
            self.assertGreaterEqual(samples['landcover_jobs_total{cores="all"}'], 4)
            self.assertEqual(samples["landcover_model_generation"], 1)
            self.assertGreater(samples["process_resident_memory_bytes"], 50 << 20)
            self.assertGreater(samples["process_open_fds"], 3)
            self.assertLess(samples["process_open_fds"], 40)

    def test_a_file_is_replaced_at_once(self):
        with Daemon() as daemon, tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "landcover.prom")
            command = [CLIENT, "metrics", "-o", path, "--socket", daemon.path]
            self.assertEqual(subprocess.run(command).returncode, 0)
            self.assertIn("landcover_calls_total", path.read_text())
            self.assertEqual([entry.name for entry in Path(folder).iterdir()], ["landcover.prom"])
            command[3] = "/nowhere/x.prom"
            result = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(result.returncode, os.EX_CANTCREAT)
            self.assertIn("/nowhere/x.prom", result.stderr)


class Settings(unittest.TestCase):
    def print(self, *options, **environment) -> tuple[int, str]:
        result = subprocess.run(
            [BINARIES / "landcoverd", "--print-config", *options], capture_output=True, text=True,
            env=os.environ | environment)
        return result.returncode, result.stdout + result.stderr

    def test_each_says_where_it_came_from(self):
        code, text = self.print(
            "--queue", "7", LANDCOVER_DRAIN_TIMEOUT="5", LANDCOVER_QUEUE="9")
        self.assertEqual(code, 0, text)
        rows = {line.split()[0]: line.split()[1:] for line in text.splitlines()}
        self.assertEqual(rows["queue"], ["7", "--queue"])
        self.assertEqual(rows["drain-timeout"], ["5", "$LANDCOVER_DRAIN_TIMEOUT"])
        self.assertEqual(rows["frame-timeout"], ["10", "default"])

    def test_one_that_makes_no_sense_is_named(self):
        for options, environment, code, name in [
            ([], {"LANDCOVER_QUEUE": "none"}, os.EX_CONFIG, "$LANDCOVER_QUEUE is `none`"),
            ([], {"LANDCOVER_PARALLELISM": "x"}, os.EX_CONFIG, "$LANDCOVER_PARALLELISM is `x`"),
            (["--queue", "0"], {}, os.EX_USAGE, "--queue is `0`"),
            (["--log-level", "loud"], {}, os.EX_USAGE, "--log-level is `loud`"),
        ]:
            with self.subTest(name=name):
                result, text = self.print(*options, **environment)
                self.assertEqual(result, code, text)
                self.assertIn(name, text)


class Manager:
    """What systemd is to a daemon: it is told things, and passes a socket."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(f"{self.folder.name}/notify")
        self.notify.settimeout(60)
        self.path = f"{self.folder.name}/passed.sock"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(128)
        self.messages = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.notify.close()
        self.listener.close()
        self.folder.cleanup()

    def start(self, *options, **environment) -> subprocess.Popen:
        notify = f"{self.folder.name}/notify"
        return start_activated(self.listener, *options, NOTIFY_SOCKET=notify, **environment)

    def wait_for(self, line: str, seconds: float = 60) -> list[str]:
        """What was said until something is said."""
        end = time.monotonic() + seconds
        said = []
        while line not in said:
            self.notify.settimeout(max(0.01, end - time.monotonic()))
            said += self.notify.recv(65536).decode().splitlines()
        return said


class ServiceManager(unittest.TestCase):
    def test_it_is_told_of_every_change_of_state(self):
        with Manager() as manager:
            daemon = manager.start()
            try:
                said = manager.wait_for("READY=1")
                self.assertTrue(any(line.startswith("EXTEND_TIMEOUT_USEC=") for line in said))
                self.assertTrue(any(line.startswith("STATUS=compiling") for line in said))
                self.assertEqual(ask(manager.path, reload(1)).status.code, OK)
                said = manager.wait_for("READY=1")
                self.assertIn("RELOADING=1", said)
                self.assertTrue(
                    any(re.fullmatch(r"STATUS=serving \S+, generation 2", line) for line in said))
                daemon.terminate()
                manager.wait_for("STOPPING=1")
                self.assertEqual(daemon.wait(30), 0)
            finally:
                daemon.kill()
                daemon.wait()

    def test_its_socket_outlives_the_daemon(self):
        with Manager() as manager:
            with Connection(manager.path) as early:
                # Connected before anybody serves: answered once somebody does.
                early.send(health(1))
                daemon = manager.start()
                self.assertEqual(early.receive().response.status.code, OK)
            daemon.terminate()
            self.assertEqual(daemon.wait(30), 0)
            self.assertTrue(os.path.exists(manager.path))
            with Connection(manager.path) as between:
                between.send(classify(1, sample("river")))
                daemon = manager.start()
                self.assertEqual(between.receive().response.status.code, OK)
                daemon.kill()
                daemon.wait()

    def test_a_sign_of_life_comes_from_work(self):
        with Manager() as manager:
            daemon = manager.start(WATCHDOG_USEC="1500000")
            try:
                manager.wait_for("READY=1")
                done = 'landcover_jobs_total{cores="all"}'
                before = metrics(manager.path)[done]
                for _ in range(4):
                    manager.wait_for("WATCHDOG=1", 10)
                # Nobody asked for anything: it gave itself something to do.
                self.assertGreater(metrics(manager.path)[done], before)
            finally:
                daemon.kill()
                daemon.wait()

    def test_several_sockets_are_refused(self):
        with Manager() as manager:
            daemon = manager.start(LISTEN_FDS="2", LISTEN_FDNAMES="a:b")
            self.assertEqual(daemon.wait(30), os.EX_CONFIG)


if __name__ == "__main__":
    unittest.main()
