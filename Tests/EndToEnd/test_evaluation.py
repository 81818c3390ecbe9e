"""Judging models: evaluate, calibrate and report, on images that are painted here."""

import json
import random
import re
import shutil
import unittest
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

from PIL import Image

from trainer import SMALL, read_model
from wire import *

TRAIN = BINARIES / "landcover-train"
CLASSES = {"Forest": (40, 80, 50), "River": (60, 90, 160), "SeaLake": (30, 50, 90)}
IMAGES = 12
SIDE = 32


def train(*arguments, expect: int = 0) -> subprocess.CompletedProcess:
    result = subprocess.run(
        [TRAIN, *map(str, arguments)], capture_output=True, text=True, timeout=240
    )
    if result.returncode != expect:
        raise AssertionError(f"{arguments}: {result.returncode}, not {expect}\n{result.stderr}")
    return result


def paint(folder: Path, classes, seed: int, side: int = SIDE) -> None:
    """Images of coloured noise with a bright corner, so that turning them changes them."""
    chance = random.Random(seed)
    for name, color in classes.items():
        (folder / name).mkdir(parents=True)
        for number in range(IMAGES):
            image = Image.new("RGB", (side, side))
            image.putdata([
                tuple(
                    min(255, max(0, channel + chance.randint(-40, 40) + (60 if i < 8 * side else 0)))
                    for channel in color
                )
                for i in range(side * side)
            ])
            image.save(folder / name / f"{name}_{number}.png")


class Page(HTMLParser):
    """What a page loads, shows and says."""

    def __init__(self, text: str):
        super().__init__()
        self.sources, self.headings, self.words = [], [], []
        self.tag = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tag = tag
        self.sources += [value for name, value in attributes if name in ("src", "href")]

    def handle_data(self, data):
        if data.strip():
            self.words.append(data)
            if self.tag == "h2":
                self.headings.append(data)


class Shared:
    """Painted images and a model that was trained on them for one epoch; made once."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        paint(self.root / "data", CLASSES, seed=1)
        train(
            "fit", "--data", self.root / "data", "--out", self.root / "model.safetensors",
            "--phases", f"32:1@{SMALL}", "--batch", "8", "--precision", "f32",
            "--augmentation", "none", "--validation-share", "0.25",
        )


def setUpModule():
    global shared
    shared = Shared()


def tearDownModule():
    shared.folder.cleanup()


class Judging(unittest.TestCase):
    """Every group of tests has copies of its own."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.root = Path(cls.temporary.name)
        cls.data = cls.root / "data"
        shutil.copytree(shared.root / "data", cls.data)
        for name in ("model.safetensors", "model.safetensors.history.jsonl"):
            shutil.copy(shared.root / name, cls.root / name)
        cls.model = cls.root / "model.safetensors"

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def evaluate(self, *options, data=None, model=None) -> dict:
        """The figures as JSON."""
        path = self.root / "figures.json"
        path.unlink(missing_ok=True)
        train("evaluate", model or self.model, "--data", data or self.data, "--json", path, *options)
        return json.loads(path.read_text())

    def euro_sat(self) -> Path:
        """The painted samples in their classes' folders, and noise in those without one."""
        folder = self.root / "eurosat"
        if folder.exists():
            return folder
        metadata, _ = read_model(MODEL)
        samples = {path.stem.replace("-", ""): path for path in (ROOT / "docs/samples").glob("*.png")}
        noise = {}
        for name in json.loads(metadata["classes"]):
            if path := samples.get(name.lower()):
                (folder / name).mkdir(parents=True)
                shutil.copy(path, folder / name / path.name)
            else:
                noise[name] = (90, 100, 80)
        paint(folder, noise, seed=3, side=64)
        return folder


class Evaluation(Judging):
    def test_the_figures_agree_with_each_other(self):
        figures = self.evaluate()
        result = figures["result"]
        matrix = result["confusion_matrix"]
        right = sum(matrix[i][i] for i in range(3))
        self.assertEqual([sum(row) for row in matrix], [IMAGES] * 3)
        self.assertEqual(result["images"], 3 * IMAGES)
        self.assertEqual(result["accuracy"], right / (3 * IMAGES))
        self.assertEqual(len(result["mistakes"]), 3 * IMAGES - right)
        self.assertEqual([entry["class"] for entry in result["classes"]], sorted(CLASSES))
        self.assertEqual(figures["input_size"], 32)
        self.assertEqual(result["top_k_accuracy"]["3"], 1)

    def test_the_tables_are_printed(self):
        text = train("evaluate", self.model, "--data", self.data, "--top", "1").stdout
        self.assertRegex(text, r"accuracy +\d+\.\d\d %")
        self.assertRegex(text, r"top-1 +\d+\.\d\d %")
        self.assertIn("TRUE \\ PREDICTED", text)
        self.assertRegex(text, r"macro mean .* 36\n")

    def test_a_zip_gives_the_figures_of_its_folder(self):
        archive = self.root / "data.zip"
        with zipfile.ZipFile(archive, "w") as file:
            for path in sorted(self.data.rglob("*.png")):
                file.write(path, path.relative_to(self.root))
        self.assertEqual(self.evaluate(data=archive)["result"], self.evaluate()["result"])

    def test_a_list_need_not_have_every_class(self):
        listed = self.root / "list.txt"
        listed.write_text("Forest/Forest_3.png\nRiver/River_0.png\n")
        result = self.evaluate("--list", listed)["result"]
        self.assertEqual([sum(row) for row in result["confusion_matrix"]], [1, 1, 0])
        self.assertIsNone(result["classes"][2]["recall"])

    def test_with_symmetries_turning_the_images_changes_nothing(self):
        turned = self.root / "turned"
        for path in self.data.rglob("*.png"):
            target = turned / path.relative_to(self.data)
            target.parent.mkdir(parents=True, exist_ok=True)
            Image.open(path).transpose(Image.Transpose.ROTATE_90).save(target)
        loss = "negative_log_likelihood"
        plain = [self.evaluate(data=data)["result"][loss] for data in (self.data, turned)]
        self.assertGreater(abs(plain[0] - plain[1]), 1e-4)
        both = [self.evaluate("--symmetries", data=data) for data in (self.data, turned)]
        self.assertAlmostEqual(both[0]["result"][loss], both[1]["result"][loss], delta=1e-5)
        self.assertEqual(both[0]["symmetries"], 8)

    def test_disturbed_images_are_judged_beside_the_clean_ones(self):
        figures = self.evaluate("--perturbations")
        versions = {entry["images"]: entry for entry in figures["robustness"]["versions"]}
        self.assertEqual(len(versions), 7)
        clean = versions["as they are"]
        self.assertEqual(clean["accuracy"], figures["result"]["accuracy"])
        # Saving as PNG keeps every byte, so it must keep every answer.
        self.assertEqual(versions["PNG round trip"]["accuracy"], clean["accuracy"])
        self.assertEqual(versions["PNG round trip"]["agreement_with_clean"], 1)
        worst = min(entry["accuracy"] for entry in versions.values())
        self.assertLessEqual(figures["robustness"]["accuracy_in_every_version"], worst)

    def test_another_input_size_is_another_answer(self):
        large = self.evaluate("--input-size", "64")
        self.assertEqual(large["input_size"], 64)
        self.assertNotEqual(
            large["result"]["negative_log_likelihood"],
            self.evaluate()["result"]["negative_log_likelihood"],
        )
        result = train(
            "evaluate", self.model, "--data", self.data, "--input-size", "65", expect=os.EX_USAGE
        )
        self.assertIn("--input-size", result.stderr)

    def test_the_batch_changes_no_figure(self):
        few, many = self.evaluate("--batch", "5")["result"], self.evaluate()["result"]
        self.assertEqual(few["confusion_matrix"], many["confusion_matrix"])
        self.assertAlmostEqual(
            few["negative_log_likelihood"], many["negative_log_likelihood"], delta=1e-5
        )

    def test_the_pictures_can_be_opened(self):
        paths = {name: self.root / f"picture-{name}" for name in ("c.svg", "r.svg", "w.png")}
        text = train(
            "evaluate", MODEL, "--data", self.euro_sat(), "--confusion", paths["c.svg"],
            "--reliability", paths["r.svg"], "--contact-sheet", paths["w.png"], "--worst", "7",
        ).stdout
        for name in ("c.svg", "r.svg"):
            self.assertTrue(ElementTree.parse(paths[name]).getroot().tag.endswith("svg"))
        with Image.open(paths["w.png"]) as sheet:
            self.assertEqual(sheet.mode, "RGB")
            # Five tiles in the first row, two in the second.
            self.assertGreater(sheet.width, 5 * 192)
            self.assertGreater(sheet.height, 2 * 192)
        for path in paths.values():
            self.assertIn(str(path), text)

    def test_classes_that_are_not_the_models_are_named(self):
        other = self.root / "other"
        paint(other, {"Forest": (0, 0, 0), "Moor": (9, 9, 9), "River": (5, 5, 5)}, seed=2)
        result = train("evaluate", self.model, "--data", other, expect=os.EX_DATAERR)
        self.assertIn('"SeaLake" missing', result.stderr)
        self.assertIn('"Moor" unexpected', result.stderr)

    def test_a_damaged_image_ends_the_run_unless_it_may_be_skipped(self):
        broken = self.root / "broken"
        shutil.copytree(self.data, broken)
        path = broken / "River/River_4.png"
        path.write_bytes(path.read_bytes()[:200])
        result = train("evaluate", self.model, "--data", broken, expect=os.EX_DATAERR)
        self.assertIn("River/River_4.png", result.stderr)
        result = train("evaluate", self.model, "--data", broken, "--skip-damaged")
        self.assertIn("River/River_4.png is left out", result.stderr)
        self.assertRegex(result.stdout, r"images +35\n")

    def test_what_cannot_be_written_is_said_before_anything_is_judged(self):
        for path in (self.root / "absent/x.svg", self.data):
            result = train(
                "evaluate", "no-such-model", "--data", self.data, "--confusion", path,
                expect=os.EX_CANTCREAT,
            )
            self.assertIn(str(path), result.stderr)

    def test_a_model_that_is_none_is_named(self):
        out = self.root / "never"
        for command in (["evaluate"], ["calibrate", "--out", out], ["report", "--out", out]):
            result = train(
                *command, ROOT / "README.md", "--data", self.data, expect=os.EX_DATAERR
            )
            self.assertIn("README.md", result.stderr)
            self.assertFalse(out.exists())


class Calibration(Judging):
    def test_the_temperature_lowers_the_loss_and_keeps_every_weight(self):
        for model in (self.model, MODEL):
            with self.subTest(model.name):
                data = self.data if model == self.model else self.euro_sat()
                out = self.root / "calibrated.safetensors"
                text = train("calibrate", model, "--data", data, "--out", out).stdout
                (before, weights), (after, calibrated) = read_model(model), read_model(out)
                self.assertEqual(weights, calibrated)
                self.assertIn("BF16", {kind for kind, _ in calibrated.values()})
                before.pop("calibration", None)
                self.assertRegex(after.pop("calibration"), r"temperature fitted on \d+ images")
                self.assertNotEqual(before.pop("temperature"), after.pop("temperature"))
                self.assertEqual(before, after)
                first, second = map(float, re.search(r"loss +(\S+) +(\S+)", text).groups())
                self.assertLessEqual(second, first)
                for name in ("accuracy", "confusion_matrix"):
                    self.assertEqual(
                        self.evaluate(data=data, model=model)["result"][name],
                        self.evaluate(data=data, model=out)["result"][name],
                    )

    def test_the_daemon_applies_it(self):
        model = self.root / "served.safetensors"
        shutil.copy(MODEL, model)
        data = self.euro_sat()
        train("calibrate", model, "--data", data)
        figures = self.evaluate(data=data, model=model)["result"]
        self.assertNotEqual(figures["temperature"], 1)
        mistake = figures["mistakes"][0]
        with Daemon("--model", model) as daemon, Connection(daemon.path) as connection:
            connection.send(classify(1, (data / mistake["image"]).read_bytes()))
            answer = connection.receive().response.classify
        served = {entry.class_name: entry.probability for entry in answer.predictions}
        self.assertAlmostEqual(served[mistake["predicted"]], mistake["confidence"], delta=1e-4)

    def test_in_place_the_model_is_replaced_whole(self):
        folder = self.root / "place"
        folder.mkdir()
        model = folder / "model.safetensors"
        shutil.copy(self.model, model)
        train("calibrate", model, "--data", self.data)
        self.assertEqual([path.name for path in folder.iterdir()], ["model.safetensors"])
        self.assertIn("calibration", read_model(model)[0])

    def test_images_that_are_all_right_are_warned_of(self):
        mistakes = {entry["image"] for entry in self.evaluate(data=self.euro_sat(), model=MODEL)
                    ["result"]["mistakes"]}
        right = [
            f"{path.parent.name}/{path.name}" for path in self.euro_sat().rglob("*.png")
            if f"{path.parent.name}/{path.name}" not in mistakes
        ]
        listed = self.root / "right.txt"
        listed.write_text("\n".join(right))
        result = train(
            "calibrate", MODEL, "--data", self.euro_sat(), "--list", listed,
            "--out", self.root / "bound.safetensors",
        )
        self.assertIn("more images", result.stderr)

    def test_a_model_that_cannot_be_replaced_is_left_alone(self):
        before = self.model.read_bytes()
        result = train(
            "calibrate", self.model, "--data", self.data, "--out", self.root / "absent/x",
            expect=os.EX_CANTCREAT,
        )
        self.assertIn("absent/x", result.stderr)
        self.assertEqual(self.model.read_bytes(), before)


class Report(Judging):
    def report(self, model, data, *options) -> Page:
        path = self.root / "report.html"
        train("report", model, "--data", data, "--out", path, *options)
        return Page(path.read_text())

    def test_the_page_needs_nothing_else(self):
        page = self.report(self.model, self.data)
        self.assertTrue(page.sources)
        for source in page.sources:
            self.assertTrue(source.startswith("data:image/png;base64,"), source[:60])

    def test_the_page_tells_what_there_is_to_tell(self):
        page = self.report(self.model, self.data, "--perturbations", "--samples", "6")
        self.assertEqual(
            page.headings,
            ["Result", "Model", "Training", "Confusion matrix", "Classes", "Calibration",
             "Sample predictions", "Worst mistakes", "Robustness"],
        )
        mistakes = len(self.evaluate()["result"]["mistakes"])
        self.assertEqual(len(page.sources), 2 * (6 + min(12, mistakes)))
        self.assertIn("initial weights", page.words)

    def test_a_model_of_eurosat_is_set_against_the_literature(self):
        page = self.report(MODEL, self.euro_sat(), "--samples", "2")
        self.assertIn("Comparison", page.headings)
        self.assertIn("98.57 %", page.words)
        page = self.report(MODEL, self.euro_sat(), "--literature", "none", "--samples", "0")
        self.assertNotIn("Comparison", page.headings)

    def test_the_same_images_give_the_same_page(self):
        pages = []
        for name in ("1.html", "2.html"):
            train("report", self.model, "--data", self.data, "--out", self.root / name)
            pages.append((self.root / name).read_text())
        self.assertEqual(*pages)

    def test_a_history_that_is_not_there_is_an_error_only_if_it_was_named(self):
        lonely = self.root / "lonely.safetensors"
        shutil.copy(self.model, lonely)
        self.assertNotIn("Training", self.report(lonely, self.data).headings)
        result = train(
            "report", lonely, "--data", self.data, "--out", self.root / "x.html",
            "--history", self.root / "absent.jsonl", expect=os.EX_DATAERR,
        )
        self.assertIn("absent.jsonl", result.stderr)
        broken = self.root / "broken.jsonl"
        broken.write_text('{"event": "epoch"}\n{"event": "epoch", "epoch": 2}\n')
        result = train(
            "report", lonely, "--data", self.data, "--out", self.root / "x.html",
            "--history", broken, expect=os.EX_DATAERR,
        )
        self.assertIn("Line 1", result.stderr)

    def test_curves_go_through_all_runs_that_are_named(self):
        history = f"{self.model}.history.jsonl"
        curves = self.root / "curves.svg"
        twice = ("--history", history) * 2
        page = self.report(self.model, self.data, *twice, "--curves", curves)
        self.assertIn("Run 2", page.words)
        picture = ElementTree.parse(curves).getroot()
        epochs = Path(history).read_text().count('"event":"epoch"')
        self.assertIn(f"over {2 * epochs} epochs", "".join(picture.itertext()))

    def test_curves_of_nothing_are_refused_before_anything_is_computed(self):
        lonely = self.root / "lonely.safetensors"
        shutil.copy(self.model, lonely)
        result = train(
            "report", lonely, "--data", self.data, "--out", self.root / "x.html",
            "--curves", self.root / "x.svg", expect=os.EX_DATAERR,
        )
        self.assertIn("--history", result.stderr)
        self.assertFalse((self.root / "x.html").exists())


if __name__ == "__main__":
    unittest.main()
