"""What an opened image shows: the label, the probabilities, the evidence for every class."""

import json
import unittest

from browser import SAMPLE_CLASSES, BrowserTest
from playwright.sync_api import expect
from web import SAMPLES


class Answers(BrowserTest):
    def test_every_sample_has_its_label(self):
        for name in SAMPLE_CLASSES:
            with self.subTest(name):
                self.open_sample(name)

    def test_one_call_answers_everything(self):
        self.open_sample("river")
        for radio in self.page.locator("#bars input").all():
            radio.check(force=True)
        self.page.locator("#strength").fill("80")
        self.page.locator("#color-map").select_option("jet")
        self.assertEqual(len(self.calls("gradcam")), 1)
        self.assertEqual(self.calls("classify") + self.calls("compare"), [])

    def test_the_probabilities_are_the_servers(self):
        answer = json.loads(self.web.ask("/api/v1/classify?top_k=0", (SAMPLES / "river.png").read_bytes()))
        self.open_sample("river")
        shown = self.page.locator("#bars input").evaluate_all("(radios) => radios.map((each) => each.value)")
        self.assertEqual(shown, [each["class"] for each in answer["predictions"]])
        likeliest = f"{answer['predictions'][0]['probability'] * 100:.1f}\u00a0%"
        expect(self.page.locator("#bars .share").first).to_have_text(likeliest)
        expect(self.page.locator("#confidence")).to_have_text(likeliest)
        lengths = self.page.locator("#bars .length").evaluate_all(
            "(bars) => bars.map((bar) => Number(bar.style.getPropertyValue('--share')))")
        self.assertAlmostEqual(sum(lengths), 1, places=3)

    def test_the_slider_sets_the_heatmaps_strength(self):
        self.open_sample("river")
        heat, strength = self.page.locator("#heat"), self.page.locator("#strength")
        expect(heat).to_have_css("opacity", "0.5")
        for value in ("0", "25", "100"):
            strength.fill(value)
            expect(heat).to_have_css("opacity", f"{int(value) / 100:g}")
            expect(self.page.locator("#strength-text")).to_have_text(f"{value} %")

    def test_choosing_a_class_shows_the_evidence_for_it(self):
        self.open_sample("highway")
        before = self.canvas("#heat")
        self.choose("River")
        expect(self.page.locator("#legend-title")).to_contain_text("River")
        self.assertNotEqual(before, self.canvas("#heat"))
        # The label is still the network's.
        expect(self.page.locator("#label")).to_have_text("Highway")

    def test_a_class_that_nothing_speaks_for_says_so(self):
        nothing = self.open_without_evidence()
        label = self.page.locator("#label").inner_text()
        self.choose(nothing)
        expect(self.page.locator("#no-evidence")).to_have_text(
            f"Nothing in this image speaks for “{nothing}”.")
        expect(self.page.locator("#heat")).to_be_hidden()
        self.choose(label)
        expect(self.page.locator("#heat")).to_be_visible()

    def test_the_color_map_changes_picture_and_legend_and_is_remembered(self):
        maps = json.loads(self.web.ask("/api/v1/color-maps"))
        self.open_sample("river")
        for name, colors in maps.items():
            self.page.locator("#color-map").select_option(name)
            self.assertEqual([list(color) for color in self.canvas("#scale-colors").get_flattened_data()], colors)
            self.assertLessEqual(set(self.canvas("#heat").get_flattened_data()), set(map(tuple, colors)))
        self.page.reload()
        expect(self.page.locator("#color-map")).to_have_value(list(maps)[-1])

    def test_the_legend_counts_in_logit_units_and_reads_the_pointer(self):
        image = (SAMPLES / "river.png").read_bytes()
        (explanation,) = json.loads(self.web.ask("/api/v1/gradcam?layout=grid", image))["explanations"]
        self.open_sample("river")
        peak = explanation["peak"]
        ticks = self.page.locator("#ticks li").all_inner_texts()
        self.assertEqual(ticks[0], "0")
        rounding = 0.05 if peak < 20 else 0.5
        self.assertAlmostEqual(float(ticks[-1]), peak, delta=rounding)
        self.assertAlmostEqual(float(ticks[2]), peak / 2, delta=rounding)
        box = self.page.locator("#frame").bounding_box()
        self.page.mouse.move(box["x"] + 16, box["y"] + box["height"] - 16)
        # In the corner, the cell of the corner.
        corner = explanation["values"][-1][0] * peak
        expect(self.page.locator("#legend-title")).to_contain_text("Here: ")
        said = float(self.page.locator("#legend-title").inner_text().split()[1])
        self.assertAlmostEqual(said, corner, delta=max(0.02, corner * 0.02))
        self.page.mouse.move(0, 0)
        expect(self.page.locator("#marker")).to_be_hidden()

    def test_pressing_the_picture_shows_it_alone(self):
        self.open_sample("river")
        self.page.locator("#frame").hover()
        self.page.mouse.down()
        expect(self.page.locator("#heat")).to_have_css("visibility", "hidden")
        self.page.mouse.up()
        expect(self.page.locator("#heat")).to_have_css("visibility", "visible")


if __name__ == "__main__":
    unittest.main()
