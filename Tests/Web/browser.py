"""A real browser on the page. Every test of a `BrowserTest` also holds that the page asked nobody else
for anything, moved nothing by itself, and complained of nothing."""

import base64
import io
import json
import os
import re
import unittest
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from web import SAMPLES, Web

CHROMIUM = os.environ.get("LANDCOVER_CHROMIUM", "/usr/bin/chromium")
SCREENSHOTS = os.environ.get("LANDCOVER_SCREENSHOTS")
# What the shipped model says of the painted samples, and how the page calls it.
SAMPLE_CLASSES = {
    "annual-crop": "Annual crop", "forest": "Forest", "highway": "Highway",
    "residential": "Residential", "river": "River", "sea-lake": "Sea or lake",
}
MEASURE_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!entry.hadRecentInput) {
          const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
          window.shifts.push({ value: entry.value, of: entry.sources.map((source) =>
            [source.node?.id || source.node?.className || source.node?.nodeName,
              place(source.previousRect), place(source.currentRect)]) });
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
"""

expect.set_options(timeout=10_000)


class BrowserTest(unittest.TestCase):
    """Tests over one server and one browser; a context and a page each."""

    daemon_options: tuple[str, ...] = ()
    viewport = {"width": 1280, "height": 800}
    # Chromium itself reports every answer of 400 and more; tests that provoke one say so.
    expected_complaints: str | None = None

    @classmethod
    def setUpClass(cls):
        cls.web = Web(*cls.daemon_options)
        cls.addClassCleanup(cls.web.close)
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = self.new_page()

    def tearDown(self):
        shifts = self.page.evaluate("window.shifts")
        self.page.context.close()
        self.assertLess(sum(shift["value"] for shift in shifts), 0.02, shifts)
        for complaint in self.complaints:
            expected = self.expected_complaints
            self.assertTrue(expected and re.search(expected, complaint), complaint)
        for address in self.requests:
            self.assertTrue(address.startswith((self.web.address, "blob:", "data:")), address)

    def new_page(self, **options) -> Page:
        context = self.browser.new_context(**{"viewport": self.viewport, **options})
        self.addCleanup(context.close)
        context.add_init_script(MEASURE_SHIFTS)
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning")
                and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(self.web.address)
        expect(page.locator("#service")).to_have_attribute("data-state", "ready")
        return page

    def open(self, *files: Path | dict) -> None:
        """Chooses files with the page's file picker: paths, or name and bytes."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator("#open:visible, #choose:visible").first.click()
        self.page.locator("#files").set_input_files([])
        chooser.value.set_files(list(files))

    def open_sample(self, name: str) -> None:
        self.open(SAMPLES / f"{name}.png")
        self.expect_answer(SAMPLE_CLASSES[name])

    def expect_answer(self, label: str) -> None:
        expect(self.page.locator("#label")).to_have_text(label)
        expect(self.page.locator("#bars label")).to_have_count(10)
        expect(self.page.locator("#heat, #no-evidence").locator("visible=true")).to_have_count(1)

    def open_without_evidence(self) -> str:
        """Opens a sample and returns the page's name of a class that nothing in it speaks for."""
        for sample in SAMPLE_CLASSES:
            image = (SAMPLES / f"{sample}.png").read_bytes()
            answer = json.loads(self.web.ask("/api/v1/gradcam?class=*&layout=grid", image))
            for explanation in answer["explanations"]:
                if explanation["peak"] == 0:
                    self.open_sample(sample)
                    words = re.sub(r"(?<=[a-z])[A-Z]", lambda end: f" {end[0].lower()}",
                                   explanation["prediction"]["class"])
                    return SAMPLE_CLASSES["sea-lake"] if words == "Sea lake" else words
        self.fail("something speaks for every class in every sample; add one to docs/samples")

    def choose(self, label: str) -> None:
        """Chooses a class by its name on the page."""
        self.page.locator("#bars label").filter(has=self.page.get_by_text(label, exact=True)).click()

    def canvas(self, selector: str) -> Image.Image:
        """What a canvas shows."""
        data = self.page.locator(selector).evaluate("(canvas) => canvas.toDataURL()")
        return Image.open(io.BytesIO(base64.b64decode(data.split(",")[1]))).convert("RGB")

    def calls(self, method: str) -> list[str]:
        """The requests of an API's method so far."""
        return [address for address in self.requests if f"/api/v1/{method}" in address]

    @contextmanager
    def answering(self, method: str, *answers: dict):
        """The method's next answers are these, `{"status": …, "json": …}`; then the server's own."""
        rest = list(answers)

        def handle(route):
            answer = rest.pop(0) if rest else None
            if answer is None:
                route.fallback()
            else:
                kind = "application/problem+json" if answer["status"] >= 400 else "application/json"
                route.fulfill(status=answer["status"], body=json.dumps(answer["json"]), content_type=kind)

        self.page.route(f"**/api/v1/{method}*", handle)
        yield
        self.assertEqual(rest, [], "every answer was asked for")
        self.page.unroute(f"**/api/v1/{method}*")

    def screenshot(self, name: str, page: Page | None = None, **options) -> None:
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            (page or self.page).screenshot(path=f"{SCREENSHOTS}/{name}.png", **options)


def problem(status: int, code: str, detail: str, retry_after: float | None = None) -> dict:
    """An error as the server sends it."""
    body = {"type": "about:blank", "title": "", "status": status, "code": code, "detail": detail}
    if retry_after is not None:
        body["retry_after_seconds"] = retry_after
    return {"status": status, "json": body}
