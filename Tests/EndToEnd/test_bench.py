"""The load generator against real daemons, and commands that outlive the daemon they began with."""

import fcntl
import json
import pty
import re
import resource
import struct
import subprocess
import tempfile
import termios
import threading
import time
import unittest

from wire import *

CLIENT = BINARIES / "landcover"
STAGES = ("queue", "decode", "compute", "encode", "around")


def client(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [CLIENT, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options
    )


def start(*arguments) -> subprocess.Popen:
    return subprocess.Popen(
        [CLIENT, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )


def counted(daemon, method: str) -> int:
    """The calls of one method that the daemon has answered with OK."""
    with Connection(daemon.path) as connection:
        connection.send(request(1, status=pb.StatusRequest()))
        counters = connection.receive().response.report.daemon.counters
        return sum(entry.count for entry in counters if (entry.method, entry.code) == (method, OK))


class WithDaemon(unittest.TestCase):
    """One daemon for tests that leave it as it was."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.close()

    def bench(self, *options, expect: int = 0) -> dict:
        result = client("bench", "--socket", self.daemon.path, "--json", *options)
        self.assertEqual(result.returncode, expect, result.stderr)
        report = json.loads(result.stdout)
        self.assertEqual(report["exit_status"], expect)
        return report


class Closed(WithDaemon):
    def test_the_figures_agree_with_each_other_and_with_the_daemon(self):
        before = counted(self.daemon, "classify")
        report = self.bench("--concurrency", 4, "--duration", 2, "--warmup", 0)
        calls = report["calls"]["ok"]
        self.assertEqual(counted(self.daemon, "classify") - before, calls)
        self.assertGreater(calls, 4)
        self.assertEqual((report["calls"]["failed"], report["calls"]["refused"]), (0, 0))
        self.assertEqual([(end["end"], end["count"]) for end in report["ends"]], [("OK", calls)])
        self.assertGreaterEqual(report["measured_seconds"], 2)
        self.assertAlmostEqual(
            report["calls"]["ok_per_second"] * report["measured_seconds"], calls, delta=0.01
        )
        latency = report["latency_microseconds"]
        whole = latency["whole"]
        self.assertEqual(whole["count"], calls)
        quantiles = [whole[name] for name in ("p50", "p90", "p99", "p99_9", "max")]
        self.assertEqual(quantiles, sorted(quantiles))
        self.assertLessEqual(whole["max"], 1.01e6 * report["measured_seconds"])
        # Each microsecond is in exactly one part, fractions aside.
        parts = sum(latency[stage]["mean"] for stage in STAGES)
        self.assertAlmostEqual(parts, whole["mean"], delta=5)
        self.assertNotIn("start_delay", latency)
        # Four callers always have a call open: their calls' time is four times the run's.
        self.assertAlmostEqual(
            whole["mean"] * calls / 1e6 / (4 * report["measured_seconds"]), 1, delta=0.35
        )
        self.assertEqual(report["load"]["connections"], 4)
        self.assertEqual(report["reconnections"], 0)
        self.assertIsNone(report["kept_up"])
        self.assertGreater(report["bytes_sent"], 1000 * calls)
        self.assertGreater(report["bytes_received"], 20 * calls)

    def test_a_number_of_calls_ends_the_run(self):
        for method, name in (("health", "health"), ("gradcam", "gradcam")):
            before = counted(self.daemon, name)
            report = self.bench("--method", method, "--requests", 20, "--warmup", 0)
            self.assertEqual(report["calls"]["ok"], 20)
            self.assertEqual(counted(self.daemon, name) - before, 20)

    def test_warm_up_calls_are_not_counted(self):
        before = counted(self.daemon, "health")
        report = self.bench("--method", "health", "--requests", 5, "--warmup", 0.3)
        self.assertEqual(report["calls"]["ok"], 5)
        self.assertGreater(counted(self.daemon, "health") - before, 5)

    def test_many_connections_are_really_open(self):
        process = start(
            "bench", "--socket", self.daemon.path, "--method", "health", "--concurrency", 200,
            "--duration", 60,
        )
        try:
            for _ in range(500):
                with Connection(self.daemon.path) as connection:
                    connection.send(request(1, status=pb.StatusRequest()))
                    report = connection.receive().response.report
                if report.daemon.open_connections > 200:
                    break
                time.sleep(0.02)
            self.assertEqual(report.daemon.open_connections, 201)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30 * SLOWNESS)

    def test_a_client_that_may_open_no_more_files_says_so(self):
        limit = resource.RLIMIT_NOFILE
        result = client(
            "bench", "--socket", self.daemon.path, "--concurrency", 100,
            preexec_fn=lambda: resource.setrlimit(limit, (40, 40)),
        )
        self.assertEqual(result.returncode, os.EX_UNAVAILABLE)
        self.assertIn("ulimit -n", result.stderr)

    def test_a_mixed_load_has_every_method(self):
        report = self.bench("--method", "mixed", "--requests", 100, "--warmup", 0)
        self.assertEqual(
            set(report["latency_by_method_microseconds"]),
            {"classify", "gradcam", "health", "status"},
        )
        self.assertEqual(report["calls"]["ok"], 100)
        # Only these have parts inside the daemon.
        methods = report["latency_by_method_microseconds"]
        self.assertEqual(
            report["latency_microseconds"]["compute"]["count"],
            methods["classify"]["count"] + methods["gradcam"]["count"],
        )

    def test_named_images_are_sent(self):
        folder = ROOT / "docs/samples"
        report = self.bench("--images", folder, "--requests", 12, "--warmup", 0)
        files = sorted(folder.glob("*.png"))
        self.assertEqual(report["load"]["images"], len(files))
        self.assertGreater(report["bytes_sent"], 12 // len(files) * sum(
            file.stat().st_size for file in files
        ))

    def test_an_image_that_is_none_is_a_failure_of_its_calls(self):
        report = self.bench("--images", ROOT / "README.md", "--requests", 5, "--warmup", 0, expect=65)
        (end,) = report["ends"]
        self.assertEqual((end["end"], end["verdict"], end["count"]), ("INVALID_ARGUMENT", "failed", 5))
        self.assertIn("JPEG", end["example"])

    def test_the_table_is_aligned(self):
        result = client(
            "bench", "--socket", self.daemon.path, "--requests", 20, "--warmup", 0, "--concurrency", 2
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stdout.splitlines()
        self.assertRegex(lines[0], r"^landcoverd \S+, eurosat-resnet50$")
        self.assertRegex(lines[1], r"^classify: 2 callers over 2 connections, \d+\.\d s$")
        begin = next(i for i, line in enumerate(lines) if line.startswith("MILLISECONDS"))
        table = lines[begin:]
        self.assertEqual(
            [line[:12].strip() for line in table[1:]], ["whole call", *STAGES]
        )
        self.assertEqual(len({len(line) for line in table}), 1, result.stdout)

    def test_a_line_on_the_terminal_tells_how_far_it_is(self):
        main, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        with tempfile.TemporaryFile() as results:
            process = subprocess.Popen(
                [CLIENT, "bench", "--socket", self.daemon.path, "--method", "health",
                 "--duration", "1", "--warmup", "0.5"],
                stdout=results, stderr=terminal,
            )
            os.close(terminal)
            said = b""
            try:
                while part := os.read(main, 4096):
                    said += part
            except OSError:
                pass
            os.close(main)
            self.assertEqual(process.wait(30), 0)
        drawn = [line.decode().rstrip() for line in re.split(rb"\r|\x1b\[K", said) if line.strip()]
        self.assertIn("warming up", drawn[0])
        self.assertRegex(drawn[-1], r"^\d\.\d/1\.5 s  \d+\.\d/s  p99 \d+\.\d ms$")
        self.assertLess(max(map(len, drawn)), 60)
        self.assertTrue(said.endswith(b"\r\x1b[K"))


class Open(WithDaemon):
    def test_calls_start_by_the_clock(self):
        for arrivals in ("constant", "poisson"):
            report = self.bench(
                "--rate", 200, "--arrivals", arrivals, "--method", "health", "--duration", 2,
                "--warmup", 0,
            )
            calls = report["calls"]["ok"]
            if arrivals == "constant":
                self.assertEqual(calls, 400)
            else:
                # Six standard deviations, and not the same number by design.
                self.assertAlmostEqual(calls, 400, delta=120)
            latency = report["latency_microseconds"]
            self.assertEqual(latency["start_delay"]["count"], calls)
            self.assertAlmostEqual(
                latency["start_delay"]["mean"] + latency["around"]["mean"],
                latency["whole"]["mean"], delta=2,
            )

    def test_the_same_seed_is_the_same_load(self):
        options = ("--rate", 100, "--arrivals", "poisson", "--method", "health", "--duration", 1,
                   "--warmup", 0)
        counts = [self.bench(*options, "--seed", seed)["calls"]["ok"] for seed in (1, 1, 2, 3)]
        self.assertEqual(counts[0], counts[1])
        self.assertGreater(len(set(counts)), 1)

    def test_waiting_is_not_omitted(self):
        # While the daemon stands still for a second, calls go on being meant. Each of them has
        # waited for what is left of it; a closed loop sees one slow call and nothing more.
        options = ("--method", "health", "--duration", 3, "--warmup", 0)
        timer = threading.Timer(1, self.daemon.process.send_signal, [signal.SIGSTOP])
        resume = threading.Timer(2, self.daemon.process.send_signal, [signal.SIGCONT])
        timer.start()
        resume.start()
        report = self.bench("--rate", 200, *options)
        timer.join()
        resume.join()
        latency = report["latency_microseconds"]["whole"]
        self.assertEqual(report["calls"]["ok"], 600)
        self.assertGreater(latency["max"], 900_000)
        # A third of the calls came in that second, half of these waited for half of it.
        self.assertGreater(latency["p90"], 500_000)
        self.assertLess(latency["p50"], 400_000)

    def test_a_call_that_starts_late_has_waited_since_it_was_meant_to_start(self):
        # Here it is the client that stands still.
        process = start(
            "bench", "--socket", self.daemon.path, "--json", "--method", "health", "--rate", 200,
            "--duration", 3, "--warmup", 0,
        )
        before = counted(self.daemon, "health")
        while counted(self.daemon, "health") < before + 20:
            time.sleep(0.01)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1)
        process.send_signal(signal.SIGCONT)
        output, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, errors)
        report = json.loads(output)
        self.assertEqual(report["calls"]["ok"], 600)
        latency = report["latency_microseconds"]
        self.assertGreater(latency["start_delay"]["max"], 900_000)
        self.assertGreaterEqual(latency["whole"]["max"], latency["start_delay"]["max"])
        self.assertGreater(latency["whole"]["p90"], 500_000)
        self.assertIs(report["kept_up"], False)
        self.assertIn("could not keep up", errors)

    def test_overload_is_refused_and_that_is_no_failure(self):
        with Daemon("--queue", "2") as daemon:
            result = client(
                "bench", "--socket", daemon.path, "--json", "--rate", 400, "--duration", 1,
                "--warmup", 0,
            )
            report = json.loads(result.stdout)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertGreater(report["calls"]["ok"], 0)
            self.assertGreater(report["calls"]["refused"], 0)
            self.assertEqual(report["calls"]["ok"] + report["calls"]["refused"], 400)
            refusal = next(end for end in report["ends"] if end["verdict"] == "refused")
            self.assertEqual(refusal["end"], "RESOURCE_EXHAUSTED")

    def test_calls_that_are_too_slow_are_failures(self):
        report = self.bench(
            "--rate", 300, "--duration", 0.5, "--warmup", 0, "--timeout", 0.05, expect=75
        )
        ends = {end["end"]: end["count"] for end in report["ends"]}
        # The daemon says so, or this client does if the daemon says nothing.
        self.assertGreater(ends.get("DEADLINE_EXCEEDED", 0) + ends.get("NO_ANSWER", 0), 0)
        self.assertEqual(sum(ends.values()), 150)


class Ending(unittest.TestCase):
    def test_a_signal_ends_the_run_and_the_results_are_printed(self):
        with Daemon() as daemon:
            for number in (signal.SIGINT, signal.SIGTERM):
                for load in (["--concurrency", 3], ["--rate", 30]):
                    before = counted(daemon, "classify")
                    process = start(
                        "bench", "--socket", daemon.path, "--json", "--duration", 60, "--warmup", 0,
                        *load,
                    )
                    for _ in range(1000):
                        if counted(daemon, "classify") >= before + 5:
                            break
                        time.sleep(0.01)
                    process.send_signal(number)
                    begun = time.monotonic()
                    output, errors = process.communicate(timeout=30)
                    self.assertLess(time.monotonic() - begun, 5)
                    self.assertEqual(process.returncode, 128 + number, errors)
                    report = json.loads(output)
                    self.assertEqual(report["ending"], "interrupted")
                    self.assertGreaterEqual(report["calls"]["ok"], 5)
                    self.assertEqual(report["calls"]["failed"], 0)
                    self.assertLess(report["measured_seconds"], 50)
                    self.assertIn("interrupted", errors)
            # Nobody waits for what was withdrawn.
            with Connection(daemon.path) as connection:
                connection.send(classify(1, sample("river")))
                self.assertEqual(connection.receive().response.status.code, OK)

    def test_a_signal_does_not_wait_for_a_daemon_that_hangs(self):
        with Daemon() as daemon:
            process = start(
                "bench", "--socket", daemon.path, "--json", "--method", "health",
                "--duration", 60, "--warmup", 0, "--concurrency", 3,
            )
            while counted(daemon, "health") < 20:
                time.sleep(0.01)
            daemon.process.send_signal(signal.SIGSTOP)
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            output, errors = process.communicate(timeout=30)
            self.assertLess(time.monotonic() - begun, 5)
            self.assertEqual(process.returncode, 130, errors)
            self.assertEqual(json.loads(output)["calls"]["withdrawn"], 3)

    def test_a_daemon_that_is_killed_ends_the_run(self):
        for load in (["--concurrency", 4], ["--rate", 50]):
            with Daemon() as daemon:
                process = start(
                    "bench", "--socket", daemon.path, "--json", "--method", "health",
                    "--duration", 60, "--warmup", 0, "--give-up", 1, *load,
                )
                while counted(daemon, "health") < 20:
                    time.sleep(0.01)
                daemon.stop(signal.SIGKILL)
                begun = time.monotonic()
                output, errors = process.communicate(timeout=30)
                self.assertLess(time.monotonic() - begun, 10)
                self.assertEqual(process.returncode, os.EX_UNAVAILABLE, errors)
                report = json.loads(output)
                self.assertEqual(report["ending"], "daemon_gone")
                self.assertGreater(report["calls"]["ok"], 0)
                self.assertIn("NO_DAEMON", [end["end"] for end in report["ends"]])
                self.assertIn("given up", errors)

    def test_a_daemon_that_comes_back_is_called_again(self):
        with Daemon() as first:
            process = start(
                "bench", "--socket", first.path, "--json", "--method", "health", "--duration", 60,
                "--warmup", 0, "--concurrency", 4, "--give-up", 60,
            )
            while counted(first, "health") < 20:
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            first.stop(signal.SIGKILL)
            with Daemon(socket_path=first.path) as second:
                while counted(second, "health") < 20:
                    self.assertIsNone(process.poll())
                    time.sleep(0.01)
                process.send_signal(signal.SIGINT)
                output, errors = process.communicate(timeout=30)
                report = json.loads(output)
                self.assertEqual(report["reconnections"], 4, errors)
                ends = {end["end"]: end["count"] for end in report["ends"]}
                # Each caller had a call open or was about to; whoever had is told.
                self.assertLessEqual(ends.get("CONNECTION_LOST", 0), 4)
                self.assertGreaterEqual(ends["OK"], 40)

    def test_no_daemon_is_said_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            for command in (["bench"], ["classify", ROOT / "docs/samples"], ["health"]):
                result = client(*command, "--socket", f"{folder}/none.sock")
                self.assertEqual(result.returncode, os.EX_UNAVAILABLE)
                self.assertEqual(result.stdout, "")
                self.assertIn(f"no daemon answers ({folder}/none.sock: no such socket)", result.stderr)
            self.assertLess(time.monotonic() - begun, 5)

    def test_wrong_command_lines_are_refused(self):
        for options, word in (
            (["--rate", "1", "--concurrency", "1"], "exclude"),
            (["--concurrency", "0"], "--concurrency"),
            (["--concurrency", "10001"], "--concurrency"),
            (["--rate", "0"], "--rate"),
            (["--rate", "nan"], "--rate"),
            (["--rate", "-3"], "rate"),
            (["--arrivals", "poisson"], "--rate"),
            (["--rate", "1", "--arrivals", "often"], "often"),
            (["--connections", "0"], "--connections"),
            (["--duration", "0"], "--duration"),
            (["--duration", "inf"], "--duration"),
            (["--requests", "0"], "--requests"),
            (["--warmup", "-1"], "warmup"),
            (["--method", "reload"], "reload"),
            (["--method", "health", "--images", "x.png"], "--images"),
            (["--retries", "-1"], "retries"),
            (["--retries", "101"], "--retries"),
            (["--timeout", "-1"], "timeout"),
        ):
            with self.subTest(options):
                result = client("bench", *options)
                self.assertEqual(result.returncode, os.EX_USAGE, result.stderr)
                self.assertIn(word, result.stderr)

    def test_an_image_that_cannot_be_read_is_named(self):
        result = client("bench", "--images", "/nowhere/at-all.png")
        self.assertEqual(result.returncode, os.EX_NOINPUT)
        self.assertIn("/nowhere/at-all.png", result.stderr)


class Surviving(unittest.TestCase):
    """Commands with retries do not notice that a daemon was killed and another took its place."""

    def test_classify_survives_daemons_that_are_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            names = ["forest", "river", "sea-lake", "highway", "residential", "annual-crop"]
            files = []
            for number in range(300):
                path = Path(folder, f"{number:03}.png")
                path.write_bytes(sample(names[number % len(names)]))
                files.append(path)
            daemon = Daemon()
            try:
                process = start(
                    "classify", "--json", "--socket", daemon.path, "--retries", "20",
                    "--timeout", "120", *files,
                )
                for _ in range(2):
                    while counted(daemon, "classify") < 15 and process.poll() is None:
                        time.sleep(0.01)
                    self.assertIsNone(process.poll(), "all was done before anything was killed")
                    daemon.stop(signal.SIGKILL)
                    successor = Daemon(socket_path=daemon.path, wait=False)
                    successor.folder, daemon.folder = daemon.folder, successor.folder
                    daemon.close()
                    daemon = successor
                    daemon.wait_until_ready()
                output, errors = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 0, errors)
                lines = [json.loads(line) for line in output.splitlines()]
                self.assertEqual([line["file"] for line in lines], list(map(str, files)))
                self.assertTrue(all("error" not in line for line in lines))
            finally:
                daemon.close()

    def test_without_retries_it_is_noticed(self):
        with Daemon() as daemon:
            process = start(
                "classify", "--json", "--socket", daemon.path, "--retries", "0",
                *[ROOT / "docs/samples/river.png"] * 500,
            )
            while counted(daemon, "classify") < 10:
                time.sleep(0.01)
            daemon.stop(signal.SIGKILL)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, os.EX_UNAVAILABLE)
            self.assertIn("went away before it answered", errors)


if __name__ == "__main__":
    unittest.main()
