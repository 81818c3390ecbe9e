"""Second opinions from a server over real TLS, and what becomes of each way that it can fail."""

import base64
import json
import os
import re
import resource
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import model_api
from model_api import ModelAPI, answers, completion, error, opinion, reply
from wire import *

KEY = "sk-test-0123456789abcdefghijklmnopqrstuvwxyz"
UNAUTHENTICATED, ABORTED = 16, 10


class Opinion:
    """A landcover-opinion of its own that trusts the tests' authority."""

    def __init__(
        self,
        url: str,
        authority: Path | None,
        *options,
        key: str | None = KEY,
        path: str | None = None,
        **variables,
    ):
        self.folder = tempfile.TemporaryDirectory()
        self.path = path or f"{self.folder.name}/opinion.sock"
        self.log = open(f"{self.folder.name}/log", "w+")
        trust = ["--authorities", authority] if authority else []
        environment = {name: value for name, value in os.environ.items() if "OPENAI" not in name}
        environment |= {"OPENAI_BASE_URL": url} | variables
        if key is not None:
            environment["OPENAI_API_KEY"] = key
        self.process = subprocess.Popen(
            [BINARIES / "landcover-opinion", "--socket", self.path, "--log-level", "debug",
             *trust, *options],
            env=environment, stderr=self.log, stdin=subprocess.DEVNULL, cwd=self.folder.name,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(1000):
            if self.process.poll() is not None:
                break
            try:
                with Connection(self.path) as connection:
                    connection.send(health(1))
                    if connection.receive() is not None:
                        return
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.01)
        raise AssertionError(f"landcover-opinion did not become ready:\n{self.text()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def text(self) -> str:
        return Path(self.log.name).read_text()

    def sockets(self) -> int:
        """Descriptors that lead to the network."""
        folder = Path(f"/proc/{self.process.pid}/fd")
        tcp = Path(f"/proc/{self.process.pid}/net/tcp").read_text()
        inodes = {line.split()[9] for line in tcp.splitlines()[1:]}
        count = 0
        for entry in folder.iterdir():
            try:
                found = re.match(r"socket:\[(\d+)\]", os.readlink(entry))
            except FileNotFoundError:
                continue
            count += found is not None and found[1] in inodes
        return count

    def ask(self, image: bytes | None = None, seconds: float = 20) -> pb.Response:
        with Connection(self.path, patience=seconds + 10) as connection:
            body = pb.OpinionRequest(image=sample("river") if image is None else image)
            connection.send(request(1, timeout_us=int(seconds * 1e6), opinion=body))
            return connection.receive().response

    def plan(self) -> pb.Response:
        with Connection(self.path) as connection:
            connection.send(request(1, plan=pb.PlanRequest(image=sample("river"))))
            return connection.receive().response


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority = model_api.Authority()
        cls.addClassCleanup(cls.authority.close)
        cls.api = ModelAPI(context=cls.authority.context())
        cls.addClassCleanup(cls.api.close)

    def asking(self, *options, **variables) -> Opinion:
        return Opinion(self.api.url, self.authority.path, *options, **variables)

    def end(self, *script, seconds: float = 20, **variables) -> tuple[pb.Response, int, float]:
        """How a question ends whose server behaves so: answer, requests, and time that it took."""
        self.api.play(*script)
        with self.asking(**variables) as asked:
            began = time.monotonic()
            response = asked.ask(seconds=seconds)
            took = time.monotonic() - began
            self.assertLess(took, seconds + 0.5)
            if response.status.code != OK:
                self.assertNotIn(KEY, response.status.message)
            self.assert_nothing_is_left(asked)
            self.assertNotIn(KEY, asked.text())
        return response, len(self.api.requests), took

    def assert_nothing_is_left(self, asked: Opinion) -> None:
        """One connection may be kept; no other is, on either side."""
        for _ in range(100):
            if asked.sockets() <= 1:
                return
            time.sleep(0.02)
        self.fail(f"{asked.sockets()} connections are left")


class Answers(WithServer):
    def assert_answered(self, response: pb.Response, label: str = "River") -> None:
        self.assertEqual(response.status.code, OK, response.status.message)
        self.assertEqual(response.opinion.class_name, label)
        self.assertAlmostEqual(response.opinion.confidence, 0.85, places=5)

    def test_an_opinion_with_everything_about_it(self):
        response, requests, _ = self.end(answers("Highway", reason="A straight grey line."))
        self.assert_answered(response, "Highway")
        found = response.opinion
        self.assertEqual(found.reason, "A straight grey line.")
        self.assertEqual(found.model, "gpt-4o-2024-08-06")
        self.assertEqual((found.tokens.prompt, found.tokens.completion), (310, 40))
        # 310 tokens at 2.50 and 40 at 10.00 dollars a million.
        self.assertEqual(found.cost.nanodollars, 1_175_000)
        self.assertEqual(found.api_request_id, "req_test")
        self.assertEqual(requests, 1)
        sent = self.api.requests[0]
        self.assertEqual(sent.line, "POST /v1/chat/completions HTTP/1.1")
        self.assertEqual(sent.fields["authorization"], f"Bearer {KEY}")
        self.assertEqual(sent.fields["content-type"], "application/json")

    def test_a_body_in_chunks(self):
        self.assert_answered(self.end(model_api.chunked)[0])

    def test_a_compressed_body(self):
        self.assert_answered(self.end(model_api.compressed)[0])

    def test_probabilities_of_tokens_are_dropped_where_they_are_refused(self):
        refusal = reply(400, error(
            "logprobs is not supported with this model", "invalid_request_error",
            "unsupported_parameter", "logprobs"))
        response, requests, _ = self.end(refusal, answers())
        self.assert_answered(response)
        self.assertEqual(requests, 2)
        self.assertTrue(self.api.requests[0].json["logprobs"])
        self.assertNotIn("logprobs", self.api.requests[1].json)

    def test_connections_are_used_again(self):
        self.api.play(answers())
        with self.asking() as asked:
            before = self.api.connections
            for _ in range(5):
                self.assert_answered(asked.ask())
            self.assertEqual(self.api.connections - before, 1)

    def test_a_kept_opinion_costs_nothing(self):
        self.api.play(answers())
        with tempfile.TemporaryDirectory() as folder:
            with self.asking(LANDCOVER_OPINION_CACHE=folder) as asked:
                self.assertFalse(asked.ask().opinion.cached)
            with self.asking(LANDCOVER_OPINION_CACHE=folder) as asked:
                self.assertTrue(asked.ask().opinion.cached)
                self.assertFalse(asked.ask(sample("forest")).opinion.cached)
            self.assertEqual(len(self.api.requests), 2)
            for file in Path(folder).iterdir():
                self.assertNotIn(KEY.encode(), file.read_bytes())

    def test_a_hundred_questions_at_once_all_end(self):
        self.api.play(answers())
        with self.asking() as asked, Connection(asked.path) as connection:
            body = pb.OpinionRequest(image=sample("river"))
            for number in range(1, 101):
                connection.send(request(number, opinion=body))
            ends = [connection.receive() for _ in range(100)]
            self.assertEqual({end.call_id for end in ends}, set(range(1, 101)))
            for end in ends:
                self.assert_answered(end.response)

    def test_a_withdrawn_question_ends_the_transfer_at_once(self):
        self.api.play(model_api.silence)
        with self.asking() as asked:
            connection = Connection(asked.path)
            connection.send(request(1, opinion=pb.OpinionRequest(image=sample("river"))))
            while not self.api.requests:
                time.sleep(0.01)
            self.assertEqual(asked.sockets(), 1)
            connection.socket.close()
            for _ in range(200):
                if asked.sockets() == 0:
                    break
                time.sleep(0.01)
            self.assertEqual(asked.sockets(), 0)


class TheRequest(WithServer):
    """Against what OpenAI publishes, and against what its own client sends."""

    def setUp(self):
        self.api.play(answers())
        with self.asking() as asked:
            self.assertEqual(asked.ask().status.code, OK)
        self.sent = self.api.requests[0]

    def test_it_is_what_the_official_client_sends(self):
        recorded = json.loads((ROOT / "Tests/EndToEnd/openai-request.json").read_text())
        self.assertEqual(self.sent.line, recorded["line"])
        for name, value in recorded["fields"].items():
            self.assertEqual(self.sent.fields[name], value.replace("KEY", KEY), name)
        self.assertEqual(model_api.without_image(self.sent.json), recorded["body"])

    def test_the_image_is_the_sample_enlarged(self):
        url = self.sent.json["messages"][-1]["content"][-1]["image_url"]["url"]
        kind, data = url.split(",")
        self.assertEqual(kind, "data:image/png;base64")
        png = base64.b64decode(data, validate=True)
        self.assertEqual(struct.unpack(">II", png[16:24]), (512, 512))

    def test_it_fits_the_published_description(self):
        path = ROOT.parent / "shared/reference/openai/chat-completions.openapi.yaml"
        if not path.exists():
            self.skipTest(f"OpenAI's description of its API is not there: {path}")
        import jsonschema
        import yaml
        schema = yaml.safe_load(path.read_text())
        schema["$ref"] = "#/components/schemas/CreateChatCompletionRequest"
        jsonschema.Draft202012Validator(schema).validate(self.sent.json)
        # It would find a fault.
        for change in ({"messages": "hello"}, {"top_logprobs": 99}, {"model": None}):
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.Draft202012Validator(schema).validate(self.sent.json | change)


class Failures(WithServer):
    """Each in its own words, within the caller's time, with nothing left over."""

    def fails(self, code: int, words: str, *script, requests: int = 1, seconds: float = 20, **variables):
        response, asked, took = self.end(*script, seconds=seconds, **variables)
        self.assertEqual(response.status.code, code, response.status)
        self.assertRegex(response.status.message, words)
        self.assertEqual(asked, requests, response.status.message)
        return response, took

    # What the model says

    def test_a_refusal(self):
        self.fails(ABORTED, "declined.*I can't help", reply(
            200, completion(None, refusal="I can't help with that.")))

    def test_the_content_filter(self):
        self.fails(ABORTED, "filter", reply(200, completion(None, finish="content_filter")))

    def test_an_answer_that_was_cut_off(self):
        self.fails(ABORTED, "cut off|tokens", reply(
            200, completion('{"class": "Ri', finish="length")))

    def test_no_json(self):
        self.fails(ABORTED, "JSON", reply(200, b"<html>hello</html>"))

    def test_an_opinion_that_is_no_json(self):
        self.fails(ABORTED, "JSON", reply(200, completion("It is a river.")))

    def test_another_schema(self):
        self.fails(ABORTED, "answer", reply(200, completion(json.dumps({"label": "River"}))))

    def test_a_class_that_does_not_exist(self):
        self.fails(ABORTED, "Glacier", reply(200, completion(opinion("Glacier"))))

    # What the API says

    def test_a_wrong_key(self):
        echo = f"Incorrect API key provided: {KEY}. You can find your API key at …"
        response, _ = self.fails(UNAUTHENTICATED, "key", reply(
            401, error(echo, "invalid_request_error", "invalid_api_key")))
        self.assertNotIn(KEY[:12], response.status.message)

    def test_no_permission(self):
        self.fails(PERMISSION_DENIED, "country|region|refuses", reply(
            403, error("Country, region, or territory not supported", "request_forbidden",
                       "unsupported_country_region_territory")))

    def test_a_model_that_is_gone(self):
        response, _ = self.fails(NOT_FOUND, "gpt-4o", reply(
            404, error("The model `gpt-4o` does not exist or you do not have access to it.",
                       "invalid_request_error", "model_not_found")))
        self.assertIn("LANDCOVER_OPINION_MODEL", response.status.message)

    def test_a_model_that_was_shut_off(self):
        self.fails(NOT_FOUND, "LANDCOVER_OPINION_MODEL", reply(
            410, error("This model has been deprecated", "invalid_request_error")))

    def test_a_server_that_was_too_slow_itself(self):
        self.fails(UNAVAILABLE, "408", reply(408, error("Timeout", "timeout")), requests=3)

    def test_a_conflict(self):
        response, requests, _ = self.end(reply(409, error("Conflict", "conflict")), answers())
        self.assertEqual((response.status.code, requests), (OK, 2))

    def test_too_many_requests_with_a_time_to_come_back(self):
        limited = reply(429, error("Rate limit reached", "requests", "rate_limit_exceeded"),
                        Retry_After="1")
        response, requests, took = self.end(limited, answers())
        self.assertEqual((response.status.code, requests), (OK, 2))
        self.assertGreaterEqual(took, 1)

    def test_too_many_requests_for_longer_than_there_is_time(self):
        response, took = self.fails(RESOURCE_EXHAUSTED, "limit", reply(
            429, error("Rate limit reached", "requests", "rate_limit_exceeded"), Retry_After="60"))
        self.assertEqual(response.status.retry_after_microseconds, 60_000_000)
        self.assertLess(took, 1)

    def test_too_many_requests_without_a_word(self):
        self.fails(RESOURCE_EXHAUSTED, "limit", reply(
            429, error("Rate limit reached", "requests", "rate_limit_exceeded")), requests=3)

    def test_no_money(self):
        self.fails(FAILED_PRECONDITION, "quota|money|credit", reply(
            429, error("You exceeded your current quota", "insufficient_quota",
                       "insufficient_quota")))

    def test_a_server_that_fails(self):
        self.fails(UNAVAILABLE, "500", reply(500, error("Oops", "server_error")), requests=3)

    def test_a_server_that_is_overloaded_for_a_moment(self):
        response, requests, _ = self.end(reply(503, b"busy"), reply(503, b"busy"), answers())
        self.assertEqual((response.status.code, requests), (OK, 3))

    def test_a_question_that_the_server_finds_fault_with(self):
        self.fails(INVALID_ARGUMENT, "image_parse_error|too small", reply(
            400, error("The image is too small", "invalid_request_error", "image_parse_error")))

    def test_a_redirect_takes_the_key_nowhere(self):
        with ModelAPI(answers(), context=self.authority.context()) as elsewhere:
            self.fails(FAILED_PRECONDITION, "elsewhere|redirect|OPENAI_BASE_URL", reply(
                307, b"", Location=f"{elsewhere.url}/chat/completions"))
            self.assertEqual(elsewhere.requests, [])

    # What the network does

    def test_a_head_that_comes_too_slowly(self):
        self.fails(DEADLINE_EXCEEDED, "time", model_api.slow_head, seconds=2)

    def test_a_body_that_comes_too_slowly(self):
        self.fails(DEADLINE_EXCEEDED, "time", model_api.slow_body, seconds=2)

    def test_silence(self):
        self.fails(DEADLINE_EXCEEDED, "time", model_api.silence, seconds=2)

    def test_silence_ends_without_a_deadline_of_the_callers_too(self):
        self.api.play(model_api.silence)
        with self.asking(LANDCOVER_OPINION_TIMEOUT="2") as asked:
            began = time.monotonic()
            self.assertEqual(asked.ask(seconds=60).status.code, DEADLINE_EXCEEDED)
            self.assertLess(time.monotonic() - began, 3)

    def test_a_connection_that_breaks_in_the_middle(self):
        self.fails(UNAVAILABLE, "broke|connection", model_api.reset, requests=3)

    def test_a_body_without_end(self):
        began = time.monotonic()
        self.fails(ABORTED, "bytes", model_api.endless)
        self.assertLess(time.monotonic() - began, 5)

    def test_nobody_listens(self):
        with socket.socket() as port:
            port.bind(("127.0.0.1", 0))
            url = f"https://127.0.0.1:{port.getsockname()[1]}/v1"
            with Opinion(url, self.authority.path) as asked:
                response = asked.ask()
                self.assertEqual(response.status.code, UNAVAILABLE)
                self.assertRegex(response.status.message, "network|connection")

    def test_a_name_that_does_not_exist(self):
        with Opinion("https://no-such-host.invalid/v1", None) as asked:
            response = asked.ask()
            self.assertEqual(response.status.code, UNAVAILABLE)
            self.assertIn("no-such-host.invalid", response.status.message)

    def certificate_fails(self, words: str, context, authority) -> None:
        with ModelAPI(context=context) as api, Opinion(api.url, authority) as asked:
            response = asked.ask()
            self.assertEqual(response.status.code, UNAVAILABLE, response.status)
            self.assertRegex(response.status.message, words)
            self.assertEqual(api.requests, [])

    def test_a_certificate_for_another_host(self):
        context = self.authority.context(host="example.org")
        self.certificate_fails("another host", context, self.authority.path)

    def test_a_certificate_that_has_expired(self):
        context = self.authority.context(expired=True)
        self.certificate_fails("expired", context, self.authority.path)

    def test_a_certificate_of_nobody_who_is_trusted(self):
        self.certificate_fails("not trusted", self.authority.context(), None)

    def test_the_api_is_left_alone_once_it_keeps_failing(self):
        self.api.play(reply(500, error("Oops", "server_error")))
        with self.asking(LANDCOVER_OPINION_RETRIES="0") as asked:
            for _ in range(5):
                asked.ask()
            self.assertEqual(len(self.api.requests), 5)
            response = asked.ask()
            self.assertEqual(len(self.api.requests), 5)
            self.assertEqual(response.status.code, UNAVAILABLE)
            self.assertGreater(response.status.retry_after_microseconds, 0)

    # What the caller does

    def test_an_image_that_is_none_is_not_sent(self):
        self.api.play(answers())
        with self.asking() as asked:
            response = asked.ask(b"GIF89a")
            self.assertEqual(response.status.code, INVALID_ARGUMENT)
            self.assertEqual(self.api.requests, [])

    def test_a_method_of_landcoverds(self):
        with self.asking() as asked, Connection(asked.path) as connection:
            connection.send(classify(1, sample("river")))
            response = connection.receive().response
            self.assertEqual(response.status.code, UNIMPLEMENTED)
            self.assertIn("landcoverd", response.status.message)


class Keys(WithServer):
    def test_without_one_the_caller_is_told_where_to_put_it(self):
        with Opinion("https://api.openai.com/v1", None, key=None) as asked:
            response = asked.ask()
            self.assertEqual(response.status.code, FAILED_PRECONDITION)
            for place in ("openai-api-key", "OPENAI_API_KEY_FILE", "OPENAI_API_KEY"):
                self.assertIn(place, response.status.message)
            plan = asked.plan().plan
            self.assertIn("OPENAI_API_KEY", plan.obstacle)
            self.assertEqual(plan.url, "https://api.openai.com/v1/chat/completions")

    def test_a_credential_goes_before_a_file_and_a_file_before_the_environment(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "openai-api-key").write_text("sk-credential-1\n")
            file = Path(folder, "file")
            file.write_text("sk-file-1234\n")
            variables = {"CREDENTIALS_DIRECTORY": folder, "OPENAI_API_KEY_FILE": str(file)}
            for key in ("sk-credential-1", "sk-file-1234", KEY):
                self.api.play(answers())
                with self.asking(**variables) as asked:
                    asked.ask()
                self.assertEqual(self.api.requests[0].fields["authorization"], f"Bearer {key}")
                variables = dict(list(variables.items())[1:])

    def test_it_is_nowhere_to_be_seen(self):
        echo = reply(401, error(f"Incorrect API key provided: {KEY}", "x", "invalid_api_key"))
        self.api.play(answers(), echo, reply(500, error(f"{KEY} broke it", "server_error")))
        with self.asking(LANDCOVER_OPINION_RETRIES="0") as asked:
            said = [asked.ask().SerializeToString() for _ in range(3)]
            with Connection(asked.path) as connection:
                connection.send(request(1, metrics=pb.MetricsRequest()))
                said.append(connection.receive().SerializeToString())
            said.append(asked.plan().SerializeToString())
            folder = Path(f"/proc/{asked.process.pid}")
            said += [(folder / name).read_bytes() for name in ("cmdline", "environ", "comm")]
            resource.prlimit(asked.process.pid, resource.RLIMIT_CORE, (-1, -1))
            asked.process.send_signal(signal.SIGSEGV)
            _, status = os.waitpid(asked.process.pid, 0)
            asked.process.returncode = -signal.SIGSEGV
            self.assertTrue(os.WIFSIGNALED(status))
            self.assertFalse(os.WCOREDUMP(status), "a core was written")
            said += [file.read_bytes() for file in Path(asked.folder.name).iterdir()
                     if file.is_file()]
        for text in said:
            self.assertNotIn(KEY.encode(), text)
            self.assertNotIn(KEY[8:].encode(), text)


if __name__ == "__main__":
    unittest.main()
