"""`landcover compare`: one image in two columns, many as lines that a run can be resumed from."""

import json
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import model_api
from model_api import ModelAPI, answers, error, reply
from test_opinion import KEY, Opinion
from wire import *

CLIENT = BINARIES / "landcover"


class WithBoth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority = model_api.Authority()
        cls.addClassCleanup(cls.authority.close)
        cls.api = ModelAPI(context=cls.authority.context())
        cls.addClassCleanup(cls.api.close)
        cls.opinion = Opinion(cls.api.url, cls.authority.path, LANDCOVER_OPINION_RETRIES="0")
        cls.addClassCleanup(cls.opinion.__exit__)
        cls.daemon = Daemon("--opinion-socket", cls.opinion.path)
        cls.addClassCleanup(cls.daemon.close)

    def setUp(self):
        self.api.play(answers("River"))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def compare(self, *arguments, expect: int = 0) -> subprocess.CompletedProcess:
        result = subprocess.run(
            [CLIENT, "compare", "--socket", self.daemon.path, *map(str, arguments)],
            capture_output=True, text=True, timeout=120,
        )
        self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        self.assertNotIn(KEY, result.stdout + result.stderr)
        return result

    def images(self, *names: str) -> Path:
        """A folder with a folder for each class, as EuroSAT has it."""
        for name in names or SAMPLE_CLASSES:
            target = self.folder / "images" / SAMPLE_CLASSES[name]
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / f"docs/samples/{name}.png", target)
        return self.folder / "images"


class OneImage(WithBoth):
    def test_two_columns(self):
        out = self.compare(ROOT / "docs/samples/river.png").stdout
        self.assertRegex(out, r"(?m)^ +landcover +gpt-4o-2024-08-06$")
        self.assertRegex(out, r"(?m)^class +River +River$")
        self.assertRegex(out, r"(?m)^confidence +\d+\.\d % +85\.0 % by its own word$")
        self.assertRegex(out, r"(?m)^time +\d+ ms +[\d.]+ m?s$")
        self.assertRegex(out, r"(?m)^tokens +310 in, 40 out, \$0\.00118$")
        self.assertIn("It says: A dark band winds through fields.", out)
        self.assertIn("They agree.", out)

    def test_they_may_disagree(self):
        out = self.compare(ROOT / "docs/samples/forest.png").stdout
        self.assertRegex(out, r"(?m)^class +Forest +River$")
        self.assertIn("neither is the truth", out)

    def test_json(self):
        record = json.loads(self.compare(ROOT / "docs/samples/river.png", "--json").stdout)
        self.assertEqual(record["landcover"]["className"], "River")
        self.assertEqual(record["opinion"]["confidence"], 0.85)

    def test_the_daemons_half_comes_without_the_other(self):
        self.api.play(reply(401, error("Incorrect API key", "x", "invalid_api_key")))
        out = self.compare(ROOT / "docs/samples/river.png").stdout
        self.assertRegex(out, r"(?m)^class +River +none$")
        self.assertRegex(out, "No second opinion: .*key")

    def test_the_daemons_half_comes_in_time_though_the_other_is_silent(self):
        self.api.play(model_api.silence)
        began = time.monotonic()
        out = self.compare(ROOT / "docs/samples/river.png", "--timeout", "2").stdout
        self.assertLess(time.monotonic() - began, 2 + 0.5 * SLOWNESS)
        self.assertRegex(out, r"(?m)^class +River +none$")

    def test_a_damaged_image_fails_as_for_classify(self):
        bad = self.folder / "bad.png"
        bad.write_bytes(sample("river")[:200])
        result = self.compare(bad, expect=65)
        self.assertIn("bad.png", result.stderr)

    def test_nobody_who_has_an_opinion(self):
        with Daemon("--opinion-socket", f"{self.folder}/nothing") as daemon:
            result = subprocess.run(
                [CLIENT, "compare", "--socket", daemon.path, ROOT / "docs/samples/river.png"],
                capture_output=True, text=True, timeout=60,
            )
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"no landcover-opinion answers at {self.folder}/nothing", result.stdout)

    def test_the_opinion_may_come_and_go(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/opinion.sock"
            with Daemon("--opinion-socket", path) as daemon, Connection(daemon.path) as connection:
                for call, there in enumerate((False, True, False, True), start=1):
                    body = request(call, compare=pb.CompareRequest(image=sample("river")))
                    if there:
                        with Opinion(self.api.url, self.authority.path, path=path):
                            connection.send(body)
                            answer = connection.receive().response.compare
                    else:
                        connection.send(body)
                        answer = connection.receive().response.compare
                    self.assertEqual(answer.classification.predictions[0].class_name, "River")
                    self.assertEqual(answer.verdict, pb.CompareResponse.AGREE if there
                                     else pb.CompareResponse.UNAVAILABLE)


class ManyImages(WithBoth):
    def test_a_line_each_and_a_table_at_the_end(self):
        result = self.compare(self.images())
        self.assertRegex(result.stdout, r"(?m)river.png +River +River +agree$")
        self.assertRegex(result.stdout, r"(?m)forest.png +Forest +River +DISAGREE$")
        self.assertRegex(result.stdout, r"(?m)^all +6 +6 +1 +16\.7 %$")
        self.assertRegex(result.stdout, r"landcover right +100\.0 % \(6 of 6;")
        self.assertRegex(result.stdout, r"gpt-4o-2024-08-06 right +16\.7 % \(1 of 6;")
        self.assertIn("6 compared", result.stderr)

    def test_a_run_is_resumed_where_it_was_cut(self):
        images, kept = self.images(), self.folder / "results.jsonl"
        self.compare(images, "--limit", 2, "--resume", kept)
        self.assertEqual(len(self.api.requests), 2)
        with kept.open("a") as file:
            file.write('{"file":"half a li')
        result = self.compare(images, "--resume", kept)
        self.assertEqual(len(self.api.requests), 6)
        self.assertIn("2 images are in", result.stderr)
        self.assertRegex(result.stdout, r"(?m)^all +6 +6 +1")
        records = [json.loads(line) for line in kept.read_text().splitlines()]
        self.assertEqual(len({record["file"] for record in records}), 6)
        self.assertEqual({record["label"] for record in records}, set(SAMPLE_CLASSES.values()))
        self.compare(images, "--resume", kept)
        self.assertEqual(len(self.api.requests), 6)

    def test_what_had_no_opinion_is_asked_again(self):
        images, kept = self.images("river", "forest"), self.folder / "results.jsonl"
        self.api.play(reply(500, b"oops"), answers("River"))
        self.compare(images, "--resume", kept, "--concurrency", 1, expect=69)
        self.compare(images, "--resume", kept)
        self.assertEqual(len(self.api.requests), 3)

    def test_a_file_of_something_else_is_left_alone(self):
        kept = self.folder / "notes.txt"
        kept.write_text("dear diary\n")
        result = self.compare(self.images("river"), "--resume", kept, expect=65)
        self.assertIn("line 1 is not a result", result.stderr)
        self.assertEqual(kept.read_text(), "dear diary\n")

    def test_no_more_is_spent_than_was_said(self):
        # At most $0.012 an image by the rule; each answer costs $0.00118.
        result = self.compare(
            self.images(), "--max-cost", "0.014", "--concurrency", 1,
            "--opinion-socket", self.opinion.path)
        self.assertEqual(len(self.api.requests), 2)
        self.assertIn("4 not begun for --max-cost", result.stderr)

    def test_a_dry_run_needs_somebody_who_knows_what_would_be_sent(self):
        result = self.compare(
            ROOT / "docs/samples/river.png", "--dry-run", "--opinion-socket", "/nowhere/x.sock", expect=69)
        self.assertIn("no landcover-opinion answers at /nowhere/x.sock; start it", result.stderr)

    def test_a_dry_run_sends_nothing(self):
        out = self.compare(
            self.images(), "--dry-run", "--opinion-socket", self.opinion.path).stdout
        self.assertEqual(self.api.requests, [])
        self.assertTrue(out.startswith(f"POST {self.api.url}/chat/completions\n"), out)
        self.assertIn("json_schema", out)
        self.assertNotIn("iVBOR", out)
        self.assertRegex(out, r"(?m)^6 images +about \$0\.01\d+, at most \$0\.07")

    def test_a_wrong_key_ends_the_run(self):
        self.api.play(reply(401, error("Incorrect API key", "x", "invalid_api_key")))
        result = self.compare(self.images(), "--concurrency", 1, expect=69)
        self.assertIn("the rest was not tried", result.stderr)
        self.assertEqual(len(self.api.requests), 1)

    def test_a_page_with_the_disagreements(self):
        page = self.folder / "page.html"
        self.compare(self.images(), "--html", page)
        text = page.read_text()
        self.assertEqual(text.count("<figure"), 5)
        self.assertEqual(text.count("data:image/png;base64,"), 10)
        self.assertIn("46.8 %", text)
        self.assertIn("Neither answer is the truth", text)

    def test_a_damaged_image_stops_nobody(self):
        images = self.images("river", "forest")
        (images / "River/bad.png").write_bytes(b"no image")
        result = self.compare(images, expect=65)
        self.assertIn("bad.png", result.stderr)
        self.assertIn("2 compared, 1 failed", result.stderr)


class BesideOthers(WithBoth):
    def test_a_hundred_that_wait_hold_nobody_up(self):
        self.api.play(model_api.silence)
        with Connection(self.daemon.path) as waiting, Connection(self.daemon.path) as other:
            for call in range(1, 101):
                body = pb.CompareRequest(image=sample("river"))
                waiting.send(request(call, timeout_us=int(8e6), compare=body))
            began = time.monotonic()
            other.send(classify(1, sample("forest")))
            self.assertEqual(other.receive().response.status.code, OK)
            self.assertLess(time.monotonic() - began, 8)
            ends = [waiting.receive().response for _ in range(100)]
        for end in ends:
            self.assertEqual(end.status.code, OK, end.status)
            self.assertEqual(end.compare.classification.predictions[0].class_name, "River")
            # After some of them have waited in vain, the API is left alone.
            self.assertIn(end.compare.unavailable.code, (DEADLINE_EXCEEDED, UNAVAILABLE))


if __name__ == "__main__":
    unittest.main()
