"""The files that the page saves."""

import base64
import csv
import io
import json
import unittest

import numpy
from browser import BrowserTest
from PIL import Image
from playwright.sync_api import expect
from web import SAMPLES, STANDIN


class Saving(BrowserTest):
    expected_complaints = "status of 400"

    def saved(self, button: str) -> tuple[str, bytes]:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=button).click()
        return download.value.suggested_filename, download.value.path().read_bytes()

    def saved_overlay(self) -> tuple[str, numpy.ndarray]:
        name, data = self.saved("Overlay PNG")
        return name, numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=float)

    def test_the_overlay_is_what_pillow_makes_of_image_and_evidence(self):
        # In every colour map and strength, for a class that is not the predicted one.
        image = (SAMPLES / "highway.png").read_bytes()
        answer = json.loads(self.web.ask("/api/v1/gradcam?class=River&layout=grid", image))
        (explanation,) = answer["explanations"]
        maps = json.loads(self.web.ask("/api/v1/color-maps"))
        side = (448, 448)
        evidence = Image.fromarray(numpy.array(explanation["values"], dtype=numpy.float32))
        indices = numpy.floor(numpy.asarray(evidence.resize(side, Image.BILINEAR)) * 255 + 0.5).astype(int)
        picture = numpy.asarray(Image.open(io.BytesIO(image)).convert("RGB").resize(side, Image.BILINEAR))

        self.open_sample("highway")
        self.choose("River")
        for color_map, strength in (("turbo", 50), ("viridis", 100), ("jet", 0)):
            with self.subTest(color_map):
                self.page.locator("#color-map").select_option(color_map)
                self.page.locator("#strength").fill(str(strength))
                name, drawn = self.saved_overlay()
                self.assertEqual(name, "highway-River.png")
                share = strength / 100
                expected = (1 - share) * picture + share * numpy.array(maps[color_map])[indices]
                # Two roundings to bytes, and a colour of 256 to either side of a boundary.
                self.assertLess(numpy.abs(drawn - expected).mean(), 0.6)
                self.assertLessEqual(numpy.abs(drawn - expected).max(), 12)

    @unittest.skipIf(STANDIN, "the stand-in draws nothing")
    def test_the_overlay_is_the_servers(self):
        image = (SAMPLES / "river.png").read_bytes()
        answer = json.loads(self.web.ask("/api/v1/gradcam?layout=overlay&minimum_side=448", image))
        png = base64.b64decode(answer["explanations"][0]["png"])
        self.open_sample("river")
        _, drawn = self.saved_overlay()
        difference = numpy.abs(drawn - numpy.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float))
        self.assertLess(difference.mean(), 0.6)
        self.assertLessEqual(difference.max(), 12)

    def test_the_overlay_of_no_evidence_is_grey(self):
        self.choose(self.open_without_evidence())
        _, drawn = self.saved_overlay()
        self.assertEqual(drawn.shape, (448, 448, 3))
        self.assertTrue((drawn[..., 0] == drawn[..., 1]).all() and (drawn[..., 1] == drawn[..., 2]).all())

    def test_the_results_as_json(self):
        self.open(*(SAMPLES / f"{name}.png" for name in ("river", "forest")))
        expect(self.page.locator('#gallery [data-progress="answered"]')).to_have_count(2)
        name, data = self.saved("JSON")
        self.assertEqual(name, "landcover.json")
        results = json.loads(data)
        self.assertEqual(results["model"]["name"], "eurosat-resnet50")
        first, second = results["images"]
        self.assertEqual((first["file"], second["file"]), ("river.png", "forest.png"))
        self.assertEqual(first["predictions"][0]["class"], "River")
        self.assertEqual(len(first["explanations"]), 10)
        self.assertEqual(second["predictions"][0]["class"], "Forest")
        # The second was never opened.
        self.assertNotIn("explanations", second)
        self.assertEqual(second["image"], {"width": 64, "height": 64})

    def test_the_results_as_csv(self):
        wrong = {"name": 'a "wrong", one.png', "mimeType": "", "buffer": b"wrong"}
        right = {"name": "river.png", "mimeType": "", "buffer": (SAMPLES / "river.png").read_bytes()}
        self.open(wrong, right)
        expect(self.page.locator('#gallery [data-progress="answered"]')).to_have_count(1)
        expect(self.page.locator('#gallery [data-progress="failed"]')).to_have_count(1)
        name, data = self.saved("CSV")
        self.assertEqual(name, "landcover.csv")
        rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        self.assertEqual(list(rows[0]), ["file", "rank", "class", "probability", "logit", "error"])
        self.assertEqual(rows[0]["file"], 'a "wrong", one.png')
        self.assertTrue(rows[0]["error"])
        self.assertEqual([row["rank"] for row in rows[1:]], [str(rank) for rank in range(1, 11)])
        self.assertEqual(rows[1]["class"], "River")
        self.assertAlmostEqual(sum(float(row["probability"]) for row in rows[1:]), 1, places=3)


if __name__ == "__main__":
    unittest.main()
