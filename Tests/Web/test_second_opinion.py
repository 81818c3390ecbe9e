"""Another model's answer: only after the notice, never as the truth."""

import json
import unittest

from browser import BrowserTest, problem
from playwright.sync_api import expect
from web import SAMPLES, STANDIN


class SecondOpinion(BrowserTest):
    def comparison(self, verdict: str) -> dict:
        """An answer as the server gives it, about the river."""
        image = (SAMPLES / "river.png").read_bytes()
        answer = {
            "classification": json.loads(self.web.ask("/api/v1/classify?top_k=0", image)),
            "verdict": verdict, "opinion": None, "unavailable": None, "opinion_milliseconds": 1900,
        }
        if verdict == "unavailable":
            answer["unavailable"] = {
                "code": "FAILED_PRECONDITION", "retry_after_seconds": None,
                "detail": "There is no key for the model's API.",
            }
        else:
            answer["opinion"] = {
                "class": "River" if verdict == "agree" else "Highway", "confidence": 0.85,
                "reason": "A dark band winds through fields.", "model": "gpt-4o-2024-08-06",
                "prompt_version": "1", "cost_usd": 0.00218, "cached": False,
                "tokens": {"prompt": 706, "cached_prompt": 0, "completion": 41},
                "token_probabilities": [{"class": "River", "probability": 0.91}],
            }
        return {"status": 200, "json": answer}

    def ask(self) -> None:
        self.page.get_by_role("button", name="Ask GPT-4o").click()

    def send(self) -> None:
        self.page.get_by_role("button", name="Send and ask").click()

    def test_nothing_is_sent_before_it_is_allowed(self):
        self.open_sample("river")
        self.ask()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_contain_text("this image leaves your machine")
        expect(dialog).to_contain_text("46.8 %")
        self.screenshot("notice")
        self.page.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
        self.ask()
        self.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        self.page.wait_for_timeout(200)
        self.assertEqual(self.calls("compare"), [])

    def test_they_agree(self):
        with self.answering("compare", self.comparison("agree")):
            self.open_sample("river")
            self.ask()
            self.send()
            card = self.page.locator(".comparison")
            expect(card).to_contain_text("They agree.")
            for words in ("River", "85.0\u00a0% by its own word", "A dark band winds", "$0.00218", "1.9 s"):
                expect(card).to_contain_text(words)
            self.screenshot("second-opinion", full_page=True)

    def test_they_disagree_and_neither_is_the_truth(self):
        with self.answering("compare", self.comparison("disagree")):
            self.open_sample("river")
            self.ask()
            self.send()
            expect(self.page.locator(".verdict")).to_contain_text("Neither is the truth")
            # The label is still the network's.
            expect(self.page.locator("#label")).to_have_text("River")

    def test_there_is_none(self):
        with self.answering("compare", self.comparison("unavailable"), self.comparison("agree")):
            self.open_sample("river")
            self.ask()
            self.send()
            expect(self.page.locator("#opinion")).to_contain_text("There is no key for the model's API.")
            self.page.get_by_role("button", name="Ask again").click()
            expect(self.page.locator(".comparison")).to_be_visible()

    @unittest.skipIf(STANDIN, "the stand-in always has an opinion")
    def test_a_server_without_landcover_opinion_says_what_is_missing(self):
        self.open_sample("river")
        self.ask()
        self.send()
        expect(self.page.locator("#opinion .failure")).not_to_be_empty()
        expect(self.page.get_by_role("button", name="Ask again")).to_be_visible()
        expect(self.page.locator("#label")).to_have_text("River")

    def test_consent_is_for_this_page_unless_it_is_ticked(self):
        with self.answering("compare", self.comparison("agree"), self.comparison("agree")):
            self.open(SAMPLES / "river.png", SAMPLES / "forest.png")
            self.expect_answer("River")
            self.ask()
            self.send()
            expect(self.page.locator(".comparison")).to_be_visible()
            self.page.get_by_role("tab", name="forest.png").click()
            self.ask()
            expect(self.page.locator(".comparison")).to_be_visible()
        self.page.reload()
        self.open_sample("river")
        self.ask()
        expect(self.page.get_by_role("dialog")).to_be_visible()

    def test_a_tick_remembers_it_until_it_is_taken_back(self):
        with self.answering("compare", self.comparison("agree")):
            self.open_sample("river")
            self.ask()
            self.page.get_by_label("Do not ask again in this browser").check()
            self.send()
            expect(self.page.locator(".comparison")).to_be_visible()
        self.page.reload()
        self.open_sample("river")
        expect(self.page.locator("#opinion")).to_contain_text("Sends this image to OpenAI")
        self.page.get_by_role("button", name="Ask me before sending again").click()
        self.page.reload()
        self.open_sample("river")
        self.ask()
        expect(self.page.get_by_role("dialog")).to_be_visible()


class Failing(BrowserTest):
    expected_complaints = "status of 429"

    def test_a_failure_of_the_call_is_told_beside_the_answer(self):
        with self.answering("compare", problem(429, "RESOURCE_EXHAUSTED", "The queue is full.", 1)):
            self.open_sample("river")
            self.page.get_by_role("button", name="Ask GPT-4o").click()
            self.page.get_by_role("button", name="Send and ask").click()
            expect(self.page.locator("#opinion .failure")).to_have_text("The queue is full.")
            expect(self.page.locator("#label")).to_have_text("River")


if __name__ == "__main__":
    unittest.main()
