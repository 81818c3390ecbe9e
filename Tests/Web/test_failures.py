"""Servers that are away, busy, broken or slow."""

import unittest

from browser import BrowserTest, problem
from playwright.sync_api import expect
from web import SAMPLES


class LosingTheDaemon(BrowserTest):
    expected_complaints = "status of 503"

    def test_the_page_says_so_and_goes_on_when_it_is_back(self):
        self.open_sample("river")
        self.web.lose_daemon()
        try:
            self.open(SAMPLES / "forest.png", SAMPLES / "highway.png")
            expect(self.page.locator("#notices")).to_contain_text("Your images wait")
            expect(self.page.locator("#service")).to_have_attribute("data-state", "away")
            self.screenshot("daemon-away")
            # What is answered stays.
            self.page.get_by_role("tab", name="river.png").click()
            self.expect_answer("River")
        finally:
            self.web.regain_daemon()
        expect(self.page.locator("#service")).to_have_attribute("data-state", "ready", timeout=20_000)
        expect(self.page.locator(".tab-label")).to_have_text(["River", "Forest", "Highway"], timeout=20_000)
        expect(self.page.locator("#notices")).not_to_contain_text("Your images wait")

    def test_a_page_that_is_opened_without_it_says_so_at_once(self):
        self.web.lose_daemon()
        try:
            self.page.reload()
            expect(self.page.locator("#service")).to_have_attribute("data-state", "away")
            self.open(SAMPLES / "river.png")
        finally:
            self.web.regain_daemon()
        expect(self.page.locator("#label")).to_have_text("River", timeout=20_000)
        expect(self.page.locator("#model")).to_contain_text("eurosat-resnet50")


class Refusals(BrowserTest):
    expected_complaints = "status of (429|500|413|504)|ERR_"

    def test_a_busy_daemon_is_asked_again(self):
        busy = problem(429, "RESOURCE_EXHAUSTED", "The queue is full.", 0.2)
        with self.answering("gradcam", busy, busy):
            self.open(SAMPLES / "river.png")
            self.expect_answer("River")

    def test_a_fault_is_told_and_tried_again_on_demand(self):
        with self.answering("gradcam", problem(500, "INTERNAL", "A fault inside landcoverd.")):
            self.open(SAMPLES / "river.png")
            expect(self.page.locator("#remarks")).to_have_text("A fault inside landcoverd.")
            expect(self.page.locator("#label")).to_have_text("Not classified")
            self.page.get_by_role("button", name="Try again").click()
            self.expect_answer("River")
            expect(self.page.locator("#again")).to_be_hidden()

    def test_too_large_for_the_server(self):
        with self.answering("gradcam", problem(413, "RESOURCE_EXHAUSTED", "The image is too large.")):
            self.open(SAMPLES / "river.png")
            expect(self.page.locator("#remarks")).to_have_text("The image is too large.")

    def test_an_error_page_of_something_between_is_understood(self):
        self.page.route("**/api/v1/gradcam*", lambda route: route.fulfill(status=504, body="<html>"))
        self.open(SAMPLES / "river.png")
        expect(self.page.locator("#remarks")).to_contain_text("The server answered 504")

    def test_a_connection_that_breaks_is_tried_again(self):
        broken = []

        def once(route):
            broken.append(route) or route.abort() if not broken else route.fallback()

        self.page.route("**/api/v1/gradcam*", once)
        self.open(SAMPLES / "river.png")
        self.expect_answer("River")

    def test_an_image_that_is_closed_while_it_waits_is_forgotten(self):
        self.page.route("**/api/v1/gradcam*", lambda route: None)
        self.open(SAMPLES / "river.png")
        expect(self.page.locator("#circumstances")).to_contain_text("no answer yet")
        self.page.get_by_role("button", name="Close this image").click()
        expect(self.page.locator("#welcome")).to_be_visible()
        self.page.unroute_all(behavior="ignoreErrors")
        self.open_sample("forest")

    def test_four_requests_at_a_time(self):
        held = []
        self.page.route("**/api/v1/*?*", lambda route: held.append(route))
        self.open(*[{"name": f"{number}.png", "mimeType": "", "buffer": (SAMPLES / "river.png").read_bytes()}
                    for number in range(9)])
        self.page.wait_for_timeout(500)
        self.assertEqual(len(held), 4)
        for route in held:
            route.fallback()
        self.page.wait_for_timeout(500)
        self.assertEqual(len(held), 8)
        self.page.unroute("**/api/v1/*?*")
        for route in held[4:]:
            route.fallback()
        expect(self.page.locator('#gallery [data-progress="answered"]')).to_have_count(9)


if __name__ == "__main__":
    unittest.main()
