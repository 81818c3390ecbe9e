"""`landcover-web` without a browser: what it answers, what it refuses, and what it withstands."""

import base64
import json
import select
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import model_api
from model_api import ModelAPI, answers
from test_opinion import Opinion
from web import Web, form
from wire import *

SAMPLES = list(SAMPLE_CLASSES)
CLIENT = BINARIES / "landcover"
MODEL_PATH = "/v2/models/eurosat-resnet50"


class WithWeb(unittest.TestCase):
    daemon_options: tuple[str, ...] = ()
    web_options: tuple[str, ...] = ()

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(*cls.daemon_options)
        cls.addClassCleanup(cls.daemon.close)
        cls.web = Web(cls.daemon.path, *cls.web_options)
        cls.addClassCleanup(cls.web.close)

    def expect_problem(self, answer, status: int, code: str, words: str) -> None:
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        problem = answer.json
        self.assertEqual((problem["status"], problem["code"]), (status, code))
        self.assertRegex(problem["detail"], words)
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")


class Answers(WithWeb):
    def test_the_same_as_the_client_says(self):
        for name in SAMPLES:
            out = subprocess.run(
                [CLIENT, "classify", "--socket", self.daemon.path, "--json", "--top", "10",
                 ROOT / f"docs/samples/{name}.png"],
                capture_output=True, text=True, check=True, timeout=60,
            ).stdout
            said = json.loads(out)
            answer = self.web.post("/api/v1/classify", sample(name))
            self.assertEqual(answer.status, 200, answer.body)
            self.assertEqual(answer.json["predictions"], said["predictions"])
            self.assertEqual(answer.json["image"], {"width": 64, "height": 64})
            body, kind = form(sample(name))
            self.assertEqual(
                self.web.post("/api/v1/classify", body, kind).json["predictions"],
                said["predictions"])

    def test_as_many_classes_as_are_asked_for(self):
        answer = self.web.post("/api/v1/classify?top_k=3", sample("forest"))
        self.assertEqual(len(answer.json["predictions"]), 3)

    def test_evidence_for_every_class(self):
        answer = self.web.post("/api/v1/gradcam?class=*", sample("river")).json
        self.assertEqual(len(answer["explanations"]), 10)
        for index, explanation in enumerate(answer["explanations"]):
            self.assertEqual(explanation["prediction"]["index"], index)
            self.assertEqual(len(explanation["values"]), explanation["rows"])
            cells = [cell for row in explanation["values"] for cell in row]
            self.assertEqual(len(cells), explanation["rows"] * explanation["columns"])
            self.assertAlmostEqual(max(cells), 1.0 if explanation["peak"] > 0 else 0.0)
            self.assertNotIn("png", explanation)

    def test_a_picture_of_the_evidence(self):
        query = "class=River&layout=side-by-side&color_map=viridis&opacity=0.25&minimum_side=224"
        answer = self.web.post(f"/api/v1/gradcam?{query}", sample("river")).json
        [explanation] = answer["explanations"]
        self.assertEqual(explanation["prediction"]["class"], "River")
        png = base64.b64decode(explanation["png"])
        self.assertTrue(png.startswith(b"\x89PNG"))
        width, height = struct.unpack(">II", png[16:24])
        self.assertGreater(width, 2 * 224)
        self.assertGreaterEqual(height, 224)

    def test_state(self):
        status = self.web.ask("GET", "/api/v1/status").json
        self.assertEqual(len(status["model"]["classes"]), 10)
        self.assertEqual(status["daemon"]["process_id"], self.daemon.process.pid)
        self.assertEqual(status["web"]["upload_limit_bytes"], 32 << 20)
        self.assertEqual(self.web.ask("GET", "/healthz").json, {"status": "alive"})
        self.assertEqual(self.web.ask("GET", "/readyz").json, {"status": "ready"})

    def test_colours(self):
        maps = self.web.ask("GET", "/api/v1/color-maps").json
        self.assertEqual(sorted(maps), ["jet", "turbo", "viridis"])
        for colors in maps.values():
            self.assertEqual([len(color) for color in colors], [3] * 256)
        self.assertEqual(maps["viridis"][0], [0x44, 0x01, 0x54])

    def test_metrics(self):
        self.web.post("/api/v1/classify", sample("forest"))
        self.web.post("/api/v1/classify", b"no image")
        self.web.ask("GET", "/secret/path")
        text = self.web.ask("GET", "/metrics").body.decode()
        self.assertRegex(
            text, r'(?m)^landcover_web_requests_total\{route="/api/v1/classify",status="200"\} [1-9]')
        self.assertRegex(
            text, r'(?m)^landcover_web_requests_total\{route="/api/v1/classify",status="400"\} [1-9]')
        self.assertRegex(text, r"(?m)^landcover_web_daemon_up 1$")
        self.assertRegex(text, r'(?m)^landcover_calls_total\{method="classify",status="OK"\} [1-9]')
        self.assertNotIn("secret", text)
        names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
        self.assertEqual(len(names), len(set(names)))

    def test_the_page_is_kept_until_it_changes(self):
        page = self.web.ask("GET", "/")
        self.assertEqual(page.status, 200)
        self.assertIn(b"<title>landcover</title>", page.body)
        for header in ("Content-Security-Policy", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
            self.assertIn(header, page.headers)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        again = self.web.ask("GET", "/", headers={"If-None-Match": page.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        other = self.web.ask("GET", "/", headers={"If-None-Match": '"0"'})
        self.assertEqual(other.status, 200)
        head = self.web.ask("HEAD", "/")
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual(head.headers["Content-Length"], str(len(page.body)))

    def test_head_sends_no_body_whatever_the_answer(self):
        for path, status in (("/", b"200"), ("/nothing", b"404"), ("/api/v1/classify", b"405")):
            with self.web.socket() as connection:
                connection.sendall(
                    f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                said = b""
                while part := connection.recv(65536):
                    said += part
            first, second = said.split(b"HTTP/1.1 ")[1:]
            self.assertTrue(first.startswith(status), first)
            self.assertTrue(first.endswith(b"\r\n\r\n"), first[-40:])
            self.assertRegex(first, rb"(?i)content-length: [1-9]")
            self.assertTrue(second.startswith(b"200"), second)

    def test_samples(self):
        for name in SAMPLES:
            self.assertEqual(self.web.ask("GET", f"/samples/{name}.png").body, sample(name))


class Refusals(WithWeb):
    def test_what_is_no_image(self):
        for body, words in ((b"hello", "JPEG or PNG"), (b"", "There is no image"),
                            (sample("forest")[:500], "PNG")):
            answer = self.web.post("/api/v1/classify", body)
            self.expect_problem(answer, 400, "INVALID_ARGUMENT", words)

    def test_what_is_no_form(self):
        body, kind = form(sample("forest"), name="picture")
        self.expect_problem(
            self.web.post("/api/v1/classify", body, kind), 400, "INVALID_ARGUMENT", "0 fields")
        body, kind = form(sample("forest"))
        self.expect_problem(
            self.web.post("/api/v1/classify", body[:-10], kind), 400, "INVALID_ARGUMENT", "ends")
        self.expect_problem(
            self.web.post("/api/v1/classify", body, "multipart/form-data"),
            415, "INVALID_ARGUMENT", "multipart")

    def test_other_types(self):
        for kind in ("text/plain", "application/json", "application/x-www-form-urlencoded", ";"):
            answer = self.web.post("/api/v1/classify", sample("forest"), kind)
            self.expect_problem(answer, 415, "INVALID_ARGUMENT", "image/jpeg")
        answer = self.web.post("/api/v1/classify", b"x", **{"Content-Encoding": "gzip"})
        self.expect_problem(answer, 415, "INVALID_ARGUMENT", "gzip")

    def test_parameters(self):
        for path, words in (
            ("classify?top=1", "no parameter `top`; known: top_k"),
            ("classify?top_k=x", "`top_k` is x"),
            ("classify?top_k=1&top_k=1", "twice"),
            ("gradcam?opacity=2", "`opacity` is 2"),
            ("gradcam?color_map=gray", "turbo, jet, viridis"),
            ("gradcam?layout=", "grid, overlay"),
            ("gradcam?minimum_side=4096", "2048"),
            ("compare?x=1", "there are none"),
        ):
            answer = self.web.post(f"/api/v1/{path}", sample("forest"))
            self.expect_problem(answer, 400, "INVALID_ARGUMENT", words)
        answer = self.web.post("/api/v1/gradcam?class=Desert", sample("forest"))
        self.expect_problem(answer, 404, "NOT_FOUND", "Desert")

    def test_other_addresses_and_methods(self):
        self.expect_problem(self.web.ask("GET", "/nothing"), 404, "NOT_FOUND", "/nothing")
        self.expect_problem(self.web.ask("GET", "/assets/../Package.swift"), 404, "NOT_FOUND", "nothing")
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            answer = self.web.ask(method, "/api/v1/classify")
            self.expect_problem(answer, 405, "UNIMPLEMENTED", "use POST")
            self.assertEqual(answer.headers["Allow"], "POST")

    def test_other_hosts_and_pages(self):
        for headers, status in (
            ({"Host": "evil.example"}, 403),
            ({"Host": f"localhost:{self.web.port}"}, 200),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": self.web.address}, 200),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-origin"}, 200),
        ):
            answer = self.web.post("/api/v1/classify", sample("forest"), **headers)
            self.assertEqual(answer.status, status, headers)
        with Web(self.daemon.path, "--host-name", "maps.example") as web:
            self.assertEqual(web.ask("GET", "/", headers={"Host": "maps.example"}).status, 200)
            self.assertEqual(web.ask("GET", "/", headers={"Host": "maps.example.org"}).status, 403)

    def test_what_is_no_http(self):
        for text in (b"hello\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nA b\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
                     b"GET / HTTP/1.1\r\n\r\n", b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"):
            with self.web.socket() as connection:
                connection.sendall(text)
                connection.shutdown(socket.SHUT_WR)
                answer = b""
                try:
                    while part := connection.recv(65536):
                        answer += part
                except ConnectionResetError:
                    pass
                self.assertRegex(answer[:20], rb"^HTTP/1.1 4\d\d |^$", text[:40])
        self.assertEqual(self.web.ask("GET", "/healthz").status, 200)

    def test_only_this_machine_is_listened_to(self):
        with socket.socket() as connection:
            connection.settimeout(5)
            with self.assertRaises(OSError):
                connection.connect(("127.0.0.2", self.web.port))


class Uploads(WithWeb):
    def test_too_large_is_refused_by_its_header(self):
        with self.web.socket() as connection:
            connection.sendall(
                b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                b"Content-Length: 1073741824\r\n\r\n")
            began = time.monotonic()
            answer = b""
            while part := connection.recv(65536):
                answer += part
            self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:100])
            self.assertIn(b"larger than 32 MiB", answer)
            self.assertLess(time.monotonic() - began, 2)

    def test_a_gigabyte_takes_no_memory(self):
        for head in (b"Content-Length: 1073741824\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"):
            before = self.web.resident_bytes
            block = bytes(1 << 20)
            if b"chunked" in head:
                block = b"100000\r\n" + block + b"\r\n"
            with self.web.socket() as connection:
                connection.sendall(
                    b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\n"
                    b"Content-Type: image/png\r\n" + head)
                sent = 0
                while sent < 1024 and not select.select([connection], [], [], 0)[0]:
                    connection.sendall(block)
                    sent += 1
                answer = connection.recv(65536)
            self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:100])
            self.assertLess(sent, 512, "refused long before its end")
            # What is within the limit may be held until the answer; not more.
            self.assertLess(self.web.resident_bytes - before, 100 << 20)
        self.assertEqual(self.web.post("/api/v1/classify", sample("river")).status, 200)

    def test_a_client_that_asks_first_is_answered_first(self):
        image = sample("river")
        for length, expected in ((len(image), b"HTTP/1.1 100 Continue"), (1 << 30, b"HTTP/1.1 413 ")):
            with self.web.socket() as connection:
                connection.sendall(
                    b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                    b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % length)
                answer = connection.recv(65536)
                self.assertTrue(answer.startswith(expected), answer[:100])
                if length == len(image):
                    connection.sendall(image)
                    answer = connection.recv(65536)
                    self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer[:100])

    def test_a_chunked_upload(self):
        image = sample("river")
        answer = self.web.ask("POST", "/api/v1/classify", iter([image[:100], image[100:]]),
                              {"Content-Type": "image/png"})
        self.assertEqual(answer.json["predictions"][0]["class"], "River")

    def test_fifty_at_once(self):
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(
                lambda index: self.web.post("/api/v1/gradcam?class=*", sample(SAMPLES[index % 6])),
                range(50)))
        self.assertEqual([answer.status for answer in answers], [200] * 50)

    def test_many_on_one_connection(self):
        connection = self.web.connection()
        for name in SAMPLES * 3:
            connection.request("POST", "/api/v1/classify", sample(name), {"Content-Type": "image/png"})
            response = connection.getresponse()
            self.assertEqual(response.status, 200)
            response.read()
        connection.close()

    def test_requests_in_a_row_without_waiting(self):
        image = sample("river")
        head = (b"POST /api/v1/classify?top_k=1 HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: image/png\r\nContent-Length: %d\r\n\r\n" % len(image))
        with self.web.socket() as connection:
            connection.sendall((head + image) * 5)
            answer = b""
            while answer.count(b'"River"') < 5:
                part = connection.recv(65536)
                self.assertTrue(part, answer)
                answer += part
        self.assertEqual(answer.count(b"HTTP/1.1 200 "), 5)

    def test_clients_that_leave_take_everything_with_them(self):
        image = sample("river")
        self.web.post("/api/v1/classify", image)
        before = self.web.descriptors
        for count in range(50):
            connection = self.web.socket()
            connection.sendall(
                b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                b"Content-Length: %d\r\n\r\n" % len(image) + image[: count * 20])
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        for _ in range(100):
            if self.web.descriptors <= before:
                break
            time.sleep(0.05)
        self.assertLessEqual(self.web.descriptors, before)
        metrics = self.web.ask("GET", "/metrics").body.decode()
        self.assertNotRegex(metrics, r'status="5\d\d"')
        self.assertRegex(metrics, r"(?m)^landcover_web_uploads 0$")
        self.assertRegex(metrics, r"(?m)^landcover_web_requests_in_flight 1$")


class Slowness(WithWeb):
    web_options = ("--head-timeout", "1", "--body-timeout", "1", "--connections", "300")

    def test_those_who_dawdle_hold_nobody_up_and_are_let_go(self):
        heads = [self.web.socket() for _ in range(100)]
        bodies = [self.web.socket() for _ in range(100)]
        self.addCleanup(lambda: [connection.close() for connection in heads + bodies])
        for connection in heads:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        for connection in bodies:
            connection.sendall(
                b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                b"Content-Length: 10000\r\n\r\n12345")
        began = time.monotonic()
        for _ in range(10):
            self.assertEqual(self.web.post("/api/v1/classify", sample("river")).status, 200)
        answered = time.monotonic() - began
        self.assertLess(answered, 5)
        for connection in heads + bodies:
            connection.settimeout(10)
            try:
                self.assertEqual(connection.recv(10), b"")
            except ConnectionResetError:
                pass

    def test_more_connections_than_there_may_be_wait(self):
        idle = [self.web.socket() for _ in range(400)]
        self.addCleanup(lambda: [connection.close() for connection in idle])
        # Those that ask nothing go after a second, and then it is somebody else's turn.
        self.assertEqual(self.web.ask("GET", "/healthz").status, 200)


class WithoutDaemon(unittest.TestCase):
    def test_it_says_so_and_recovers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/landcoverd.sock"
            with Web(path) as web:
                self.assertEqual(web.ask("GET", "/").status, 200)
                self.assertEqual(web.ask("GET", "/healthz").status, 200)
                for _ in range(2):
                    for answer in (web.ask("GET", "/readyz"), web.ask("GET", "/api/v1/status"),
                                   web.post("/api/v1/classify", sample("river"))):
                        self.assertEqual(answer.status, 503, answer.body)
                        self.assertEqual(answer.json["code"], "UNAVAILABLE")
                        self.assertIn(path, answer.json["detail"])
                        self.assertEqual(answer.headers["Retry-After"], "1")
                    self.assertIn(b"landcover_web_daemon_up 0", web.ask("GET", "/metrics").body)
                    self.assertEqual(web.ask("GET", "/v2/health/ready").status, 503)
                    self.assertIn("error", web.ask("GET", MODEL_PATH).json)
                    with Daemon(socket_path=path):
                        self.assertEqual(web.ask("GET", "/readyz").status, 200)
                        answer = web.post("/api/v1/classify", sample("river"))
                        self.assertEqual(answer.json["predictions"][0]["class"], "River")

    def test_a_daemon_that_starts_again_is_waited_for(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/landcoverd.sock"
            with socket.socket(socket.AF_UNIX) as listener, Web(path) as web:
                listener.bind(path)
                listener.listen(64)
                self.addCleanup(lambda: (daemon.kill(), daemon.wait()))
                daemon = start_activated(listener)
                self.assertEqual(web.post("/api/v1/classify", sample("river")).status, 200)
                daemon.kill()
                daemon.wait()
                daemon = start_activated(listener)
                self.assertEqual(web.post("/api/v1/classify", sample("river")).status, 200)


class SecondOpinion(unittest.TestCase):
    def test_both_answers(self):
        authority = model_api.Authority()
        self.addCleanup(authority.close)
        api = ModelAPI(context=authority.context())
        self.addCleanup(api.close)
        api.play(answers("River"))
        with Opinion(api.url, authority.path) as opinion, \
                Daemon("--opinion-socket", opinion.path) as daemon, Web(daemon.path) as web:
            agreed = web.post("/api/v1/compare", sample("river")).json
            self.assertEqual(agreed["verdict"], "agree")
            self.assertEqual(agreed["opinion"]["class"], "River")
            self.assertEqual(agreed["opinion"]["confidence"], 0.85)
            self.assertAlmostEqual(agreed["opinion"]["cost_usd"], 0.001175)
            self.assertIsNone(agreed["unavailable"])
            self.assertEqual(agreed["classification"]["predictions"][0]["class"], "River")
            other = web.post("/api/v1/compare", sample("forest")).json
            self.assertEqual(other["verdict"], "disagree")

    def test_one_answer_and_why_there_is_no_other(self):
        with tempfile.TemporaryDirectory() as folder, \
                Daemon("--opinion-socket", f"{folder}/none") as daemon, Web(daemon.path) as web:
            answer = web.post("/api/v1/compare", sample("forest")).json
            self.assertEqual(answer["verdict"], "unavailable")
            self.assertIsNone(answer["opinion"])
            self.assertEqual(answer["unavailable"]["code"], "UNAVAILABLE")
            self.assertIn("landcover-opinion", answer["unavailable"]["detail"])
            self.assertEqual(answer["classification"]["predictions"][0]["class"], "Forest")


class OpenInference(WithWeb):
    def infer(self, images: list[bytes], **more):
        data = [base64.b64encode(image).decode() for image in images]
        document = {"inputs": [{"name": "image", "shape": [len(images)], "datatype": "BYTES",
                                "data": data}], **more}
        return self.web.post(f"{MODEL_PATH}/infer", json.dumps(document).encode(), "application/json")

    def test_what_there_is(self):
        self.assertEqual(self.web.ask("GET", "/v2").json["name"], "landcover-web")
        self.assertEqual(self.web.ask("GET", "/v2/health/live").json, {"live": True})
        self.assertEqual(self.web.ask("GET", "/v2/health/ready").json, {"ready": True})
        model = self.web.ask("GET", MODEL_PATH).json
        self.assertEqual(model["inputs"], [{"name": "image", "datatype": "BYTES", "shape": [-1]}])
        self.assertEqual([output["name"] for output in model["outputs"]], ["probabilities", "logits"])
        self.assertEqual(model["versions"], ["1"])
        self.assertEqual(self.web.ask("GET", f"{MODEL_PATH}/versions/1/ready").json["ready"], True)

    def test_many_images_in_their_order(self):
        answer = self.infer([sample(name) for name in SAMPLES], id="x",
                            outputs=[{"name": "probabilities"}, {"name": "logits"}])
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.json["id"], "x")
        probabilities, logits = answer.json["outputs"]
        self.assertEqual(probabilities["shape"], [6, 10])
        for row, name in enumerate(SAMPLES):
            said = self.web.post("/api/v1/classify", sample(name)).json["predictions"]
            for prediction in said:
                place = row * 10 + prediction["index"]
                self.assertEqual(probabilities["data"][place], prediction["probability"])
                self.assertEqual(logits["data"][place], prediction["logit"])

    def test_errors_are_those_of_the_protocol(self):
        for answer, status, words in (
            (self.web.ask("GET", "/v2/models/other"), 404, "other"),
            (self.web.ask("GET", f"{MODEL_PATH}/versions/7"), 404, "version 7"),
            (self.web.ask("GET", "/v2/nothing"), 404, "/v2/nothing"),
            (self.web.ask("GET", f"{MODEL_PATH}/infer"), 405, "POST"),
            (self.infer([b"no image"]), 400, "JPEG or PNG"),
            (self.infer([sample("river")], outputs=[{"name": "label"}]), 400, "label"),
            (self.web.post(f"{MODEL_PATH}/infer", b"{", "application/json"), 400, "JSON|read"),
        ):
            self.assertEqual(answer.status, status, answer.body)
            self.assertEqual(list(answer.json), ["error"])
            self.assertRegex(answer.json["error"], words)


class Process(unittest.TestCase):
    def test_a_stop_finishes_what_was_begun(self):
        with Daemon() as daemon:
            web = Web(daemon.path)
            self.addCleanup(web.close)
            image = sample("river")
            with web.socket() as connection, web.socket() as idle:
                connection.sendall(
                    b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                    b"Content-Length: %d\r\n\r\n" % len(image) + image[:100])
                # It has been accepted once another request has been answered.
                web.ask("GET", "/healthz")
                stopping = threading.Thread(target=web.process.terminate)
                stopping.start()
                stopping.join()
                time.sleep(0.2)
                connection.sendall(image[100:])
                self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 200 "))
                self.assertEqual(idle.recv(10), b"")
            self.assertEqual(web.process.wait(timeout=30), 0)

    def test_a_stop_waits_no_longer_than_it_may(self):
        with Web("/nowhere/landcoverd.sock", "--drain-timeout", "1") as web, web.socket() as connection:
            connection.sendall(
                b"POST /api/v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                b"Content-Length: 10000\r\n\r\n12345")
            web.ask("GET", "/healthz")
            began = time.monotonic()
            status, said = web.stop()
            self.assertEqual(status, 0)
            self.assertLess(time.monotonic() - began, 10)
            self.assertNotIn("error", said)

    def test_a_stop_without_requests_is_at_once(self):
        with Web("/nowhere/landcoverd.sock") as web:
            began = time.monotonic()
            status, _ = web.stop()
            self.assertEqual(status, 0)
            self.assertLess(time.monotonic() - began, 5)

    def test_an_address_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            result = self.start("--listen", address)
        self.assertEqual(result.returncode, 71, result.stderr)
        self.assertIn(f"cannot listen on {address}", result.stderr)
        self.assertIn("--listen", result.stderr)

    def test_settings_that_make_no_sense(self):
        for options in (("--listen", "8080"), ("--upload", "0"), ("--log-level", "loud")):
            result = self.start(*options)
            self.assertEqual(result.returncode, 64, result.stderr)
            self.assertIn(options[0], result.stderr)
        result = self.start(environment={"LANDCOVER_WEB_UPLOAD": "many"})
        self.assertEqual(result.returncode, 78, result.stderr)
        self.assertIn("$LANDCOVER_WEB_UPLOAD", result.stderr)

    def test_settings_are_shown_with_their_origin(self):
        result = self.start("--listen", "[::1]:0", "--print-config", "--host-name", "a", "--host-name", "b",
                            environment={"LANDCOVER_SOCKET": "/x", "LANDCOVER_WEB_UPLOAD": "7"})
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()[1:]}
        self.assertEqual(rows["listen"], ["[::1]:0", "--listen"])
        self.assertEqual(rows["socket"], ["/x", "$LANDCOVER_SOCKET"])
        self.assertEqual(rows["upload"], ["7", "$LANDCOVER_WEB_UPLOAD"])
        self.assertEqual(rows["host-name"], ["a,b", "--host-name"])
        self.assertEqual(rows["connections"], ["1024", "default"])

    def start(self, *options: str, environment: dict[str, str] | None = None):
        return subprocess.run(
            [BINARIES / "landcover-web", *options], env=os.environ | (environment or {}),
            capture_output=True, text=True, timeout=30,
        )


if __name__ == "__main__":
    unittest.main()
