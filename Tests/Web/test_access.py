"""For everybody, on every screen: axe's rules, the keyboard alone, widths from 360 to 1600 pixels."""

import unittest

from axe_playwright_python.sync_playwright import Axe
from browser import BrowserTest
from playwright.sync_api import Page, expect
from web import SAMPLES


class Access(BrowserTest):
    def assert_accessible(self, page: Page) -> None:
        results = Axe().run(page)
        self.assertEqual(results.violations_count, 0, results.generate_report())

    def show_answers(self, page: Page) -> None:
        page.get_by_role("button", name="Open all six").click()
        expect(page.locator('#gallery [data-progress="answered"]')).to_have_count(6)
        expect(page.locator("#heat")).to_be_visible()

    def test_axe_finds_nothing_in_light_and_dark(self):
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                page = self.new_page(color_scheme=scheme)
                self.assert_accessible(page)
                self.show_answers(page)
                self.assert_accessible(page)
                page.locator("#bars input").last.check(force=True)
                page.get_by_role("button", name="Show all").click()
                self.assert_accessible(page)
                page.get_by_role("button", name="Ask GPT-4o").click()
                self.assert_accessible(page)
                self.assertLess(page.evaluate("shifts.reduce((sum, { value }) => sum + value, 0)"), 0.02)

    def test_nothing_is_wider_than_the_screen(self):
        for width, height in ((360, 740), (1024, 768), (1600, 900)):
            for scheme in ("light", "dark"):
                with self.subTest(width=width, scheme=scheme):
                    page = self.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    self.assert_fits(page)
                    self.screenshot(f"welcome-{width}-{scheme}", page, full_page=True)
                    self.show_answers(page)
                    page.mouse.move(0, 0)
                    page.wait_for_timeout(300)
                    self.assert_fits(page)
                    self.screenshot(f"answer-{width}-{scheme}", page, full_page=True)
                    shifts = page.evaluate("shifts")
                    self.assertLess(sum(shift["value"] for shift in shifts), 0.02, shifts)
                    page.context.close()

    def assert_fits(self, page: Page) -> None:
        wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide, seen)

    def test_everything_is_done_with_the_keyboard(self):
        page, keyboard = self.page, self.page.keyboard
        self.tab_to("Open all six")
        keyboard.press("Enter")
        expect(page.locator("#label")).to_have_text("River")

        self.tab_to("river.png")
        keyboard.press("ArrowRight")
        expect(page.locator("#label")).to_have_text("Forest")
        keyboard.press("End")
        expect(page.locator("#label")).to_have_text("Annual crop")
        keyboard.press("Delete")
        expect(page.get_by_role("tab")).to_have_count(5)
        expect(page.get_by_role("tab", selected=True)).to_be_focused()

        self.tab_to("Heatmap")
        keyboard.press("ArrowRight")
        expect(page.locator("#heat")).to_have_css("opacity", "0.51")
        self.tab_to("Colours")
        keyboard.press("v")
        expect(page.locator("#color-map")).to_have_value("viridis")

        self.tab_to("Residential")
        keyboard.press("ArrowDown")
        second = page.locator("#bars input").nth(1)
        expect(second).to_be_checked()
        expect(page.locator("#legend-title")).to_contain_text(
            page.locator("#bars .bar-name").nth(1).inner_text())

        self.tab_to("Ask GPT-4o")
        keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        keyboard.press("Escape")
        expect(page.get_by_role("button", name="Ask GPT-4o")).to_be_focused()
        self.tab_to("Overlay PNG")
        with page.expect_download():
            keyboard.press("Enter")

    def tab_to(self, name: str) -> None:
        """Presses the tabulator until what has the focus is called so."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            if focused.count() and name in (focused.evaluate(
                    "(element) => element.labels?.[0]?.innerText || element.innerText || ''")):
                return
        self.fail(f"the tabulator does not lead to {name}")

    def test_the_result_is_announced(self):
        self.open_sample("river")
        expect(self.page.locator("#announcer")).to_contain_text("river.png: River, 9")
        self.assertRegex(self.page.locator("#heat").get_attribute("aria-label"),
                         "^Evidence for River, strongest in the [a-z ]+$")

    def test_it_can_be_installed(self):
        devtools = self.page.context.new_cdp_session(self.page)
        manifest = devtools.send("Page.getAppManifest")
        self.assertEqual(manifest["errors"], [])
        self.assertTrue(manifest["url"].endswith("/assets/manifest.webmanifest"))
        faults = [each["errorId"] for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
        # Tests run in a private window, which installs nothing.
        self.assertLessEqual(set(faults), {"in-incognito"})


if __name__ == "__main__":
    unittest.main()
