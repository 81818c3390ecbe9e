"""The ways in for images, and images that are none."""

import io
import re
import tempfile
import unittest
from pathlib import Path

from browser import BrowserTest
from PIL import Image
from playwright.sync_api import expect
from web import SAMPLES


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def file(name: str, data: bytes, kind: str = "") -> dict:
    return {"name": name, "mimeType": kind, "buffer": data}


def river() -> Image.Image:
    return Image.open(SAMPLES / "river.png").convert("RGB")


class WaysIn(BrowserTest):
    def drop(self, *paths: Path) -> None:
        """Drops files as the system does, with what the browser makes of that."""
        devtools = self.page.context.new_cdp_session(self.page)
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 300, "data": data})
            if kind == "dragOver":
                expect(self.page.locator("#drop-here")).to_be_visible()
        expect(self.page.locator("#drop-here")).to_be_hidden()

    def test_several_are_chosen_and_each_has_its_label(self):
        self.open(*sorted(SAMPLES.glob("*.png")))
        labels = self.page.locator("#gallery .tab-label")
        expect(labels).to_have_text(
            ["Annual crop", "Forest", "Highway", "Residential", "River", "Sea or lake"])
        expect(self.page.locator("#label")).to_have_text("Annual crop")
        # The open one needs one call, the others one each.
        self.assertEqual((len(self.calls("gradcam")), len(self.calls("classify"))), (1, 5))
        self.page.get_by_role("tab", name="highway.png").click()
        self.expect_answer("Highway")
        self.assertEqual(len(self.calls("gradcam")), 2)

    def test_files_are_dropped(self):
        self.drop(SAMPLES / "forest.png", SAMPLES / "river.png")
        self.expect_answer("Forest")
        expect(self.page.get_by_role("tab")).to_have_count(2)

    def test_a_folder_is_dropped(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        inner = folder / "tiles/inner"
        inner.mkdir(parents=True)
        for path in (inner / "tile_10.png", folder / "tiles/tile_9.png", folder / "tiles/tile_10.jpg"):
            river().save(path)
        (folder / "tiles/notes.txt").write_text("no image")
        self.drop(folder / "tiles")
        expect(self.page.locator(".tab-name")).to_have_text(["tile_10.png", "tile_9.png", "tile_10.jpg"])

    def test_an_image_is_pasted(self):
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("""async () => {
          const image = await (await fetch("/samples/sea-lake.png")).blob();
          await navigator.clipboard.write([new ClipboardItem({ "image/png": image })]);
        }""")
        self.page.keyboard.press("Control+V")
        self.expect_answer("Sea or lake")

    def test_pasted_text_is_no_image(self):
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("navigator.clipboard.writeText('river')")
        self.page.keyboard.press("Control+V")
        expect(self.page.locator("#notices")).to_contain_text("no image in the clipboard")

    def test_a_sample_is_one_click_away(self):
        self.page.get_by_role("button", name="Highway").click()
        self.expect_answer("Highway")

    def test_all_samples_at_once(self):
        self.page.get_by_role("button", name="Open all six").click()
        expect(self.page.locator("#tally")).to_contain_text("6 images: 1 ")
        expect(self.page.get_by_role("tab")).to_have_count(6)

    def test_images_are_closed(self):
        self.open(*sorted(SAMPLES.glob("*.png")))
        self.page.get_by_role("button", name="Close this image").click()
        expect(self.page.get_by_role("tab")).to_have_count(5)
        self.expect_answer("Forest")
        self.page.get_by_role("button", name="Close all").click()
        expect(self.page.locator("#welcome")).to_be_visible()
        self.open_sample("river")

    def test_fifty_images_at_once(self):
        images = [
            file(f"{number}.png", encoded(river().rotate(number), "PNG"), "image/png") for number in range(50)
        ]
        self.open(*images)
        expect(self.page.locator('#gallery [data-progress="answered"]')).to_have_count(50, timeout=30_000)
        self.page.get_by_role("button", name="Show all").click()
        expect(self.page.get_by_role("button", name="Show one row")).to_be_visible()


class Formats(BrowserTest):
    def test_a_jpeg_of_a_camera_is_upright(self):
        # Orientation 6: stored turned by a quarter; 64 columns of 32 rows are shown as 32 × 64.
        tags = Image.Exif()
        tags[0x0112] = 6
        image = river().crop((0, 0, 64, 32))
        self.open(file("turned.jpg", encoded(image, "JPEG", exif=tags), "image/jpeg"))
        expect(self.page.locator("#circumstances")).to_contain_text("32 × 64")
        box = self.page.locator("#frame").bounding_box()
        self.assertAlmostEqual(box["height"] / box["width"], 2, delta=0.02)

    def test_the_heatmap_covers_an_image_that_is_not_square(self):
        self.open(file("wide.png", encoded(river().resize((300, 100)), "PNG"), "image/png"))
        expect(self.page.locator("#heat")).to_be_visible()
        picture, heat = (self.page.locator(each).bounding_box() for each in ("#picture", "#heat"))
        self.assertEqual(picture, heat)
        self.assertAlmostEqual(heat["width"] / heat["height"], 3, delta=0.02)

    def test_what_only_the_browser_reads_is_converted(self):
        self.open(file("river.webp", encoded(river(), "WEBP", lossless=True), "image/webp"))
        self.expect_answer("River")
        expect(self.page.locator("#remarks")).to_contain_text("Converted to PNG")

    def test_what_the_name_says_does_not_matter(self):
        self.open(file("river.txt", (SAMPLES / "river.png").read_bytes(), "text/plain"))
        self.expect_answer("River")

    def test_what_only_the_server_reads_is_shown_as_it_reads_it(self):
        # The browser is made blind for the picture; the server's own drawing takes its place.
        self.page.evaluate("""() => {
          const original = URL.createObjectURL;
          URL.createObjectURL = () => original.call(URL, new Blob(["no image"], { type: "image/png" }));
        }""")
        self.open(SAMPLES / "river.png")
        expect(self.page.locator("#picture")).to_have_attribute("src", re.compile("^data:image/png"))
        self.expect_answer("River")


class WrongFiles(BrowserTest):
    expected_complaints = "status of (400|413)"

    def expect_refusal(self, name: str, data: bytes, kind: str = "image/png") -> None:
        self.open(file(name, data, kind))
        expect(self.page.locator("#label")).to_have_text("Not classified")
        expect(self.page.locator("#remarks")).not_to_be_empty()
        expect(self.page.get_by_role("tab", selected=True)).to_contain_text("Not classified")
        expect(self.page.locator("#save-png")).to_be_disabled()

    def test_text_is_no_image(self):
        self.expect_refusal("readme.png", b"This is not an image.")
        expect(self.page.locator("#no-picture")).to_be_visible()
        expect(self.page.locator("#again")).to_be_hidden()
        self.screenshot("not-an-image")

    def test_half_an_image_is_none(self):
        self.expect_refusal("half.png", (SAMPLES / "river.png").read_bytes()[:2000])

    def test_an_empty_file_is_none(self):
        self.expect_refusal("empty.jpg", b"", "image/jpeg")

    def test_one_that_is_too_large_is_not_even_sent(self):
        # The page has been told the limit by the time it names the model.
        expect(self.page.locator("#model")).not_to_be_empty()
        self.page.evaluate("""() => {
          const file = new File([new Uint8Array(33 * 1024 * 1024 + 33554432)], "huge.png", { type: "image/png" });
          const transfer = new DataTransfer();
          transfer.items.add(file);
          window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        }""")
        expect(self.page.locator("#notices")).to_contain_text("huge.png has 65 MiB; at most 32 MiB are taken.")
        self.assertEqual(self.calls("gradcam"), [])

    def test_a_wrong_one_among_right_ones_stands_alone(self):
        self.open(
            file("wrong.png", b"wrong"),
            *(file(f"{name}.png", (SAMPLES / f"{name}.png").read_bytes()) for name in ("river", "forest")))
        expect(self.page.locator(".tab-label")).to_have_text(["Not classified", "River", "Forest"])
        expect(self.page.locator("#tally")).to_contain_text("1 not classified")


if __name__ == "__main__":
    unittest.main()
