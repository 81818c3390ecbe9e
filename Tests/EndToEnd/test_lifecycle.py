"""Starting, stopping, refusing and surviving: what an operator does to a daemon."""

import os
import stat
import subprocess
import tempfile
import time
import unittest

from wire import *


class Lifecycle(unittest.TestCase):
    def test_the_socket_belongs_to_owner_and_group(self):
        with Daemon() as daemon:
            mode = os.stat(daemon.path).st_mode
            self.assertTrue(stat.S_ISSOCK(mode))
            self.assertEqual(stat.S_IMODE(mode), 0o660)

    def test_other_users_may_not_connect(self):
        if os.geteuid() != 0:
            print("SKIPPED: only root can try to connect as somebody else")
            return
        with Daemon() as daemon:
            os.chmod(daemon.folder.name, 0o755)
            script = f"import socket; socket.socket(socket.AF_UNIX).connect({daemon.path!r})"
            result = subprocess.run(
                ["/usr/bin/python3", "-c", script], user=65534, group=65534, extra_groups=[],
                capture_output=True, text=True,
            )
            self.assertIn("PermissionError", result.stderr)

    def test_a_second_daemon_is_refused(self):
        with Daemon() as first:
            with Daemon(socket_path=first.path, wait=False) as second:
                self.assertEqual(second.process.wait(30), os.EX_TEMPFAIL)
                self.assertIn("running there already", second.text())
            with Connection(first.path) as connection:
                connection.send(health(1))
                self.assertEqual(connection.receive().response.status.code, OK)

    def test_a_stale_socket_is_replaced(self):
        with Daemon() as first:
            first.stop(signal.SIGKILL)
            self.assertTrue(os.path.exists(first.path))
            with Daemon(socket_path=first.path) as second:
                self.assertEqual(second.stop(), 0)
            self.assertFalse(os.path.exists(first.path))

    def test_a_foreign_listener_is_not_pushed_aside(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/landcoverd.sock"
            with socket.socket(socket.AF_UNIX) as other:
                other.bind(path)
                other.listen()
                with Daemon(socket_path=path, wait=False) as daemon:
                    self.assertEqual(daemon.process.wait(30), os.EX_TEMPFAIL)
                self.assertTrue(os.path.exists(path))

    def test_a_file_in_the_way_is_left_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/landcoverd.sock"
            Path(path).write_text("precious")
            with Daemon(socket_path=path, wait=False) as daemon:
                self.assertEqual(daemon.process.wait(30), os.EX_CONFIG)
                self.assertIn("not a socket", daemon.text())
            self.assertEqual(Path(path).read_text(), "precious")

    def test_a_folder_that_cannot_be_made_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/absent/landcover/landcoverd.sock"
            with Daemon(socket_path=path, wait=False) as daemon:
                self.assertEqual(daemon.process.wait(30), os.EX_NOPERM)
                self.assertIn(f"{path}: cannot make its folder: No such file", daemon.text())

    def test_the_folder_of_the_socket_is_made(self):
        with tempfile.TemporaryDirectory() as folder:
            with Daemon(socket_path=f"{folder}/landcover/landcoverd.sock") as daemon:
                self.assertEqual(daemon.stop(), 0)

    def test_a_path_too_long_is_refused(self):
        path = f"/tmp/{'x' * 110}.sock"
        with Daemon(socket_path=path, wait=False) as daemon:
            self.assertEqual(daemon.process.wait(30), os.EX_CONFIG)
            self.assertIn("107 bytes", daemon.text())

    def test_a_bad_model_ends_the_start_with_a_reason(self):
        cases = {
            "/nowhere/model.safetensors": "no such file",
            str(ROOT / "README.md"): "README.md",
        }
        for model, word in cases.items():
            with self.subTest(model), tempfile.TemporaryDirectory() as folder:
                result = subprocess.run(
                    [BINARIES / "landcoverd", "--socket", f"{folder}/s", "--model", model],
                    capture_output=True, text=True, timeout=30,
                )
                self.assertEqual(result.returncode, os.EX_DATAERR, result.stderr)
                self.assertIn(word.lower(), result.stderr.lower())
                self.assertFalse(os.path.exists(f"{folder}/s"))

    def test_each_model_that_ships_tells_the_samples_apart(self):
        models = sorted((ROOT / "Models").glob("*.safetensors"))
        self.assertIn(MODEL, models)
        for model in models:
            with self.subTest(model.name), Daemon(model=model) as daemon:
                with Connection(daemon.path) as connection:
                    for name, label in SAMPLE_CLASSES.items():
                        connection.send(classify(1, sample(name)))
                        best = connection.receive().response.classify.predictions[0]
                        self.assertEqual(best.class_name, label)

    def test_a_stop_finishes_what_was_accepted(self):
        with Daemon() as daemon, Connection(daemon.path) as connection:
            count = 40
            connection.send(b"".join(classify(i, sample("river")) for i in range(1, count + 1)))
            first = connection.receive()
            self.assertEqual(first.response.status.code, OK)
            daemon.process.send_signal(signal.SIGTERM)
            answered, farewells = 1, []
            while (envelope := connection.receive()) is not None:
                if envelope.WhichOneof("kind") == "go_away":
                    farewells.append(envelope.go_away)
                else:
                    self.assertEqual(envelope.response.status.code, OK)
                    answered += 1
            self.assertEqual(answered, count)
            self.assertEqual([away.status.code for away in farewells], [UNAVAILABLE])
            self.assertEqual(farewells[0].last_call_id, count)
            self.assertEqual(daemon.process.wait(30), 0)

    def test_an_idle_daemon_stops_at_once(self):
        with Daemon() as daemon, Connection(daemon.path) as idle:
            # Answered once, so accepted: what still waits to be accepted is just closed.
            idle.send(health(1))
            self.assertEqual(idle.receive().response.status.code, OK)
            start = time.monotonic()
            self.assertEqual(daemon.stop(), 0)
            self.assertLess(time.monotonic() - start, 5)
            self.assertEqual(idle.receive().WhichOneof("kind"), "go_away")
            self.assertIsNone(idle.receive())
            self.assertFalse(os.path.exists(daemon.path))

    def test_a_drain_does_not_wait_for_ever(self):
        with Daemon("--drain-timeout", "1") as daemon, Connection(daemon.path) as greedy:
            greedy.send(b"".join(classify(i, sample("river")) for i in range(1, 251)))
            greedy.receive()
            daemon.process.send_signal(signal.SIGTERM)
            self.assertEqual(daemon.process.wait(30), 0)

    def test_a_full_queue_refuses_at_once(self):
        with Daemon("--queue", "2") as daemon, Connection(daemon.path) as connection:
            count = 60
            connection.send(b"".join(classify(i, sample("river")) for i in range(1, count + 1)))
            codes = []
            for _ in range(count):
                response = connection.receive().response
                codes.append(response.status.code)
                if response.status.code == RESOURCE_EXHAUSTED:
                    self.assertGreater(response.status.retry_after_microseconds, 0)
            # The two that fit, and one more if the worker took the first before the last came.
            self.assertGreaterEqual(codes.count(OK), 2)
            self.assertGreater(codes.count(RESOURCE_EXHAUSTED), 0)
            self.assertEqual(set(codes), {OK, RESOURCE_EXHAUSTED})
            connection.send(classify(1, sample("river")))
            self.assertEqual(connection.receive().response.status.code, OK)

    @measures_memory
    def test_ten_thousand_requests_leave_no_memory_behind(self):
        with Daemon() as daemon:
            image = sample("sea-lake")

            def work(count: int):
                with Connection(daemon.path, patience=120) as connection:
                    burst = b"".join(health(i) for i in range(1, 101))
                    for _ in range(count // 100):
                        connection.send(burst)
                        for _ in range(100):
                            connection.receive()
                    connection.send(classify(1, image))
                    connection.receive()

            work(2_000)
            before = daemon.resident_bytes()
            work(10_000)
            for _ in range(300):
                with Connection(daemon.path) as connection:
                    connection.send(classify(1, image))
                    self.assertEqual(connection.receive().response.status.code, OK)
            growth = daemon.resident_bytes() - before
            self.assertLess(growth, 4 << 20, f"{growth >> 10} KiB stayed behind")

    def test_status_tells_what_is_served(self):
        with Daemon() as daemon, Connection(daemon.path) as connection:
            connection.send(classify(1, sample("forest")))
            connection.receive()
            connection.send(request(2, status=pb.StatusRequest()))
            report = connection.receive().response.report
            self.assertEqual(len(report.model.classes), 10)
            self.assertEqual(report.model.path, str(MODEL))
            self.assertEqual(report.daemon.process_id, daemon.process.pid)
            self.assertGreater(report.daemon.uptime_microseconds, 0)
            counts = {(c.method, c.code): c.count for c in report.daemon.counters}
            self.assertEqual(counts["classify", OK], 1)

    @measures_memory
    def test_memory_is_told_and_bounded(self):
        # The bound is that of a model of 128×128; activations grow with the input's area.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        small = Path(folder.name, "small.safetensors")
        subprocess.run(
            [BINARIES / "landcover-train", "convert", MODEL, small, "--input-size", "128"],
            check=True, capture_output=True,
        )
        for model, bound in ((small, 200 << 20), (MODEL, 280 << 20)):
            with Daemon(model=model) as daemon, Connection(daemon.path) as connection:
                connection.send(classify(1, sample("forest")))
                connection.receive()
                connection.send(request(2, status=pb.StatusRequest()))
                told = connection.receive().response.report.daemon.resident_bytes
                self.assertLess(told, bound)
                self.assertAlmostEqual(told, daemon.resident_bytes(), delta=16 << 20)

    def test_a_client_cannot_forge_lines_of_the_log(self):
        with Daemon("--log-level", "debug") as daemon, Connection(daemon.path) as connection:
            body = pb.Request(request_id="x\nforged id", health=pb.HealthRequest())
            connection.send(frame(pb.Envelope(call_id=1, request=body).SerializeToString()))
            connection.receive()
            method = pb.GradCamRequest(image=sample("river"), class_name="y\nforged class")
            connection.send(request(2, gradcam=method))
            self.assertEqual(connection.receive().response.status.code, NOT_FOUND)
            daemon.stop()
            text = daemon.text()
            self.assertIn("forged id", text)
            self.assertIn("forged class", text)
            for line in text.splitlines():
                self.assertFalse(line.startswith("forged"), line)

    def test_describe_gives_the_contract(self):
        from google.protobuf import descriptor_pb2

        with Daemon() as daemon, Connection(daemon.path) as connection:
            connection.send(request(1, describe=pb.DescribeRequest()))
            files = descriptor_pb2.FileDescriptorSet.FromString(
                connection.receive().response.describe.file_descriptor_set
            )
            messages = {message.name for message in files.file[0].message_type}
            self.assertIn("Envelope", messages)
            self.assertIn("GradCamRequest", messages)


class Explanations(unittest.TestCase):
    def test_every_class_adds_up_to_its_logit(self):
        with Daemon() as daemon, Connection(daemon.path) as connection:
            method = pb.GradCamRequest(image=sample("river"))
            method.every_class.SetInParent()
            connection.send(request(1, gradcam=method))
            answer = connection.receive().response
            self.assertEqual(answer.status.code, OK, answer.status)
            explanations = answer.gradcam.explanations
            self.assertEqual(len(explanations), 10)
            for explanation in explanations:
                self.assertEqual(len(explanation.values), explanation.rows * explanation.columns)
                self.assertTrue(all(0 <= value <= 1 for value in explanation.values))
                self.assertEqual(explanation.has_positive_evidence, explanation.peak > 0)
                if explanation.has_positive_evidence:
                    self.assertEqual(max(explanation.values), 1)
            total = sum(e.prediction.probability for e in explanations)
            self.assertAlmostEqual(total, 1, places=5)

    def test_every_layout_is_a_png(self):
        with Daemon() as daemon, Connection(daemon.path) as connection:
            for layout in ("OVERLAY", "SIDE_BY_SIDE", "BARE"):
                for colors in ("TURBO", "JET", "VIRIDIS"):
                    method = pb.GradCamRequest(
                        image=sample("river"), layout=layout, color_map=colors, minimum_side=224
                    )
                    connection.send(request(1, gradcam=method))
                    png = connection.receive().response.gradcam.explanations[0].png
                    self.assertTrue(png.startswith(b"\x89PNG\r\n\x1a\n"))
                    width = int.from_bytes(png[16:20], "big")
                    self.assertGreaterEqual(width, 224)


if __name__ == "__main__":
    unittest.main()
