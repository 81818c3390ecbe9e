"""Training a model as its user does: from images to labels, with everything that goes wrong."""

import resource

from trainer import *
from wire import Daemon

# Epochs of a run that goes on for seconds.
MANY = 60
# Steps that are even with so few images: what a batch is normalised by is from eight of them, not two.
STEADY = {"batch": "8", "shards": "1", "average-decay": "0.9"}


class Training(TrainerTest):
    @takes_many_steps
    def test_a_model_is_trained_and_served(self):
        result = self.fit(phases=f"64:30@{SMALL},64:1", **STEADY)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("of the validation images at 64×64", result.stdout)
        epochs = self.epochs()
        self.assertEqual([epoch["epoch"] for epoch in epochs], list(range(1, 32)))
        self.assertLess(epochs[-1]["train_loss"], epochs[0]["train_loss"])
        self.assertEqual(read_model(self.model)[0]["recipe"], "scratch")
        start = self.history()[0]
        self.assertEqual(
            (start["event"], start["phases"], start["batch"]),
            ("start", f"64:30@{SMALL},64:1", "8"),
        )
        with Daemon("--model", str(self.model)) as daemon:
            answer = subprocess.run(
                [BINARIES / "landcover", "classify", "--socket", daemon.path, "--json",
                 self.data / "Sand"],
                capture_output=True, text=True, check=True,
            )
            labels = [json.loads(line)["predictions"][0]["class"] for line in answer.stdout.splitlines()]
            self.assertEqual(len(labels), 12)
            self.assertGreaterEqual(labels.count("Sand"), 10)

    def test_a_zip_gives_what_its_folder_gives(self):
        self.assertEqual(self.fit(epochs=1).returncode, 0)
        loss = self.epochs()[0]["train_loss"]
        subprocess.run(
            ["/usr/bin/python3", "-m", "zipfile", "-c", "../data.zip", "."],
            cwd=self.data, check=True,
        )
        self.assertEqual(self.fit(epochs=1, data=f"{self.folder}/data.zip").returncode, 0)
        self.assertEqual(self.epochs()[0]["train_loss"], loss)

    def test_another_models_weights_get_a_new_classifier(self):
        result = self.fit("--init", str(MODEL), phases="32:1")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(self.epochs()), 1)
        earlier = read_model(MODEL)[0]["initial_weights"]
        metadata, _ = read_model(self.model)
        self.assertEqual(metadata["initial_weights"], f"{earlier}, then {MODEL}")
        self.assertEqual(metadata["recipe"], "finetune")

    def test_an_earlier_model_of_the_same_classes_keeps_its_classifier(self):
        self.assertEqual(self.fit().returncode, 0)
        first, self.model = self.model, self.folder / "second.safetensors"
        classifier = lambda model: read_model(model)[1]["fc.weight"]
        still = {"learning-rate": "1e-9", "weight-decay": "0"}
        result = self.fit("--init", str(first), epochs=1, **still)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(classifier(self.model), classifier(first))
        lineage = read_model(self.model)[0]["initial_weights"]
        self.assertEqual(lineage, f"random, then {first}")
        # Of other classes there is nothing to keep.
        (self.data / "Sand").rename(self.data / "Snow")
        result = self.fit("--init", str(first), epochs=1, **still)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotEqual(classifier(self.model), classifier(first))

    def test_a_run_goes_on_with_other_options_from_anothers_checkpoint(self):
        pruning = ("--data-pruning", "0.8", "--data-pruning-until", "1")
        self.assertEqual(self.fit(*pruning, epochs=3).returncode, 0)
        steps = self.epochs()[0]["step"]
        first, self.model = self.checkpoint, self.folder / "second.safetensors"
        result = self.fit(
            "--init", str(first), *pruning, "--cutmix", "0.5", phases="32:1@1-2-1-1/32",
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        metadata, _ = read_model(self.model)
        self.assertEqual(metadata["initial_weights"], f"random, then {first}")
        self.assertEqual(metadata["architecture"], "1-2-1-1/32")
        # It knows from the beginning which images the first run had learnt.
        self.assertLess(self.epochs()[0]["step"], steps)
        # Where a resumed run began stands in its checkpoint.
        first.unlink()
        result = self.fit(
            "--init", str(first), "--resume", *pruning, "--cutmix", "0.5", phases="32:1@1-2-1-1/32",
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        lineage = read_model(f"{self.model}.checkpoint")[0]["initial_weights"]
        self.assertEqual(lineage, f"random, then {first}")

    def test_a_model_learns_from_others_answers_too(self):
        self.assertEqual(self.fit(epochs=10, **STEADY).returncode, 0)
        teacher, self.model = self.model, self.folder / "student.safetensors"
        taught = ("--teacher", str(teacher), "--teacher-share", "0.75")
        process = self.start(*taught, epochs=MANY, **STEADY)
        self.wait_for_epoch(1)
        process.terminate()
        process.communicate(timeout=60)
        teacher.unlink()
        result = self.fit(*taught, "--resume", epochs=MANY, **STEADY)
        self.assertEqual(result.returncode, 0, result.stderr)
        metadata, _ = read_model(self.model)
        self.assertEqual(metadata["distillation"], f"0.75 of the targets by {teacher}")
        result = self.fit(*taught, epochs=1)
        self.assertEqual(result.returncode, os.EX_DATAERR, result.stderr)
        self.assertIn(str(teacher), result.stderr)

    def test_a_small_network_is_served_and_grows_into_a_larger_one(self):
        self.assertEqual(self.fit(epochs=10, **STEADY).returncode, 0)
        first = self.epochs()[0]["validation_loss"]
        small, self.model = self.model, self.folder / "grown.safetensors"
        self.assertEqual(read_model(small)[0]["architecture"], SMALL)
        with Daemon("--model", str(small)) as daemon:
            subprocess.run(
                [BINARIES / "landcover", "gradcam", "--socket", daemon.path, "-o",
                 self.folder / "heatmap.png", self.data / "Sand/Sand_0.png"],
                capture_output=True, check=True,
            )
        # A rate at which nothing is learnt: it goes on from what the small network knows.
        still = {"learning-rate": "1e-9", "weight-decay": "0"}
        result = self.fit("--init", str(small), phases="32:1@1-2-1-1/32", **STEADY | still)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertLess(self.epochs()[0]["validation_loss"], first)
        metadata, tensors = read_model(self.model)
        self.assertEqual(metadata["architecture"], "1-2-1-1/32")
        self.assertEqual(metadata["initial_weights"], f"random, then {small}")
        self.assertIn("layer2.1.conv3.weight", tensors)
        result = self.fit("--init", str(self.model), phases="32:1@1-1-1-1/32")
        self.assertEqual(result.returncode, os.EX_USAGE, result.stderr)
        self.assertIn("choose a larger one in --phases", result.stderr)
        result = self.fit(phases="32:1@1-1-1/32")
        self.assertEqual(result.returncode, os.EX_USAGE, result.stderr)
        self.assertIn("1-1-1/32", result.stderr)


class Averaging(TrainerTest):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.fit(epochs=1).returncode, 0)
        self.first, self.model = self.model, self.folder / "second.safetensors"
        options = {"learning-rate": "0.01"}
        result = self.fit("--init", str(self.first), epochs=1, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.mean = self.folder / "mean.safetensors"

    def average(self, *models: Path) -> subprocess.CompletedProcess:
        return run("average", *models, "--out", self.mean)

    def test_the_mean_of_two_models_is_one(self):
        result = self.average(self.first, self.model)
        self.assertEqual(result.returncode, 0, result.stderr)
        metadata, tensors = read_model(self.mean)
        (_, one), (theirs, other) = read_model(self.first), read_model(self.model)
        self.assertEqual(set(tensors), set(one))
        for name, (kind, data) in tensors.items():
            self.assertEqual(kind, one[name][0])
            first, second, mean = (floats(kind, part) for part in (one[name][1], other[name][1], data))
            for a, b, m in zip(first, second, mean):
                self.assertAlmostEqual(m, (a + b) / 2, delta=abs(a + b) / 2 / 200 + 1e-7)
        self.assertNotEqual(one["fc.weight"], other["fc.weight"])
        self.assertEqual(metadata["mean_of"], f"{self.first}, {self.model}")
        self.assertEqual(metadata["initial_weights"], theirs["initial_weights"])
        self.assertNotIn("validation_accuracy", metadata)
        self.assertNotIn("learning_rate", metadata)
        self.assertEqual(metadata["seed"], theirs["seed"])
        # Of two, each is as far from their mean as the other.
        distances = [line.split()[0] for line in result.stdout.splitlines()[1:]]
        self.assertEqual(len(distances), 2)
        self.assertEqual(*distances)
        self.assertGreater(float(distances[0]), 0)
        result = run("evaluate", self.mean, "--data", self.data)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_model_is_the_mean_of_itself(self):
        self.assertEqual(self.average(self.first, self.first).returncode, 0)
        self.assertEqual(read_model(self.mean)[1], read_model(self.first)[1])

    def test_what_has_no_mean_is_refused_and_nothing_is_written(self):
        large = self.folder / "large.safetensors"
        result = self.fit("--init", str(self.first), epochs=1, out=str(large), phases="32:1@1-2-1-1/16")
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.average(self.first, large)
        self.assertEqual(result.returncode, os.EX_DATAERR)
        self.assertIn(f"{large} has another `architecture` than {self.first}", result.stderr)
        result = self.average(self.first, self.folder / "absent.safetensors")
        self.assertEqual(result.returncode, os.EX_DATAERR)
        self.assertIn("absent.safetensors", result.stderr)
        self.assertEqual(self.average(self.first).returncode, os.EX_USAGE)
        self.assertFalse(self.mean.exists())


class Stopping(TrainerTest):
    @takes_many_steps
    def test_an_interrupted_run_goes_on_as_if_it_had_not_been(self):
        self.assertEqual(self.fit(epochs=MANY).returncode, 0)
        whole = [epoch["train_loss"] for epoch in self.epochs()]
        self.model = self.folder / "second.safetensors"
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            arguments = [] if number == signal.SIGINT else ["--resume"]
            process = self.start(*arguments, epochs=MANY)
            self.wait_for_epoch(1 if number == signal.SIGINT else 2)
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code, errors)
            self.assertIn("--resume", errors)
        result = self.fit("--resume", epochs=MANY)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([epoch["train_loss"] for epoch in self.epochs()], whole)

    def test_a_signal_may_come_at_any_moment(self):
        options = {"phases": "32:2000@1-1-1-1/32"}
        chance = random.Random(1)
        for attempt in range(8):
            resume = ["--resume"] if attempt else []
            known = len(self.epochs()) if attempt else 0
            process = self.start("--muon", "0.4", *resume, **options)
            self.wait_for_epoch(known + 1)
            # Anywhere in a step: half of it is matrix products, whose stack is on the heap.
            time.sleep(chance.uniform(0, 0.1))
            process.terminate()
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 128 + signal.SIGTERM, errors)

    def test_whoever_asks_again_need_not_wait(self):
        process = self.start(phases="32:2000@1-1-1-1/32")
        self.wait_for_epoch(1)
        deadline = time.monotonic() + 60
        # A signal each, until the program is gone: of itself after the first, or by the second.
        while process.poll() is None and time.monotonic() < deadline:
            process.terminate()
            time.sleep(0.0005)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (-signal.SIGTERM, 128 + signal.SIGTERM))

    def test_before_the_training_begins_a_signal_is_obeyed_at_once(self):
        # To read so many takes seconds.
        for index in range(30_000):
            (self.data / f"Sand/More_{index}.png").hardlink_to(self.data / "Sand/Sand_0.png")
        process = self.start(epochs=2)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGINT)

    @takes_many_steps
    def test_a_killed_run_resumes_from_its_last_checkpoint(self):
        self.assertEqual(self.fit(epochs=MANY).returncode, 0)
        whole = [epoch["train_loss"] for epoch in self.epochs()]
        self.model = self.folder / "second.safetensors"
        process = self.start("--checkpoint-every", "0.0001", epochs=MANY)
        for epoch in (1, 2, 3):
            self.wait_for_epoch(epoch)
            time.sleep(random.Random(epoch).uniform(0, 0.3))
            process.kill()
            process.communicate()
            process = self.start("--resume", "--checkpoint-every", "0.0001", epochs=MANY)
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(list(self.folder.glob("*.partial")), [])
        self.assertEqual([epoch["train_loss"] for epoch in self.epochs()], whole)

    def test_a_full_disk_leaves_the_old_checkpoint(self):
        process = self.start(epochs=MANY)
        self.wait_for_epoch(1)
        process.terminate()
        process.communicate(timeout=60)
        before = Path(f"{self.model}.checkpoint").read_bytes()
        room = len(before) // 3

        def limit():
            # A write beyond this many bytes fails, as it does when the disk is full.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        result = run(
            *self.options(epochs=MANY), "--resume", "--checkpoint-every", "0.0001",
            preexec_fn=limit,
        )
        self.assertEqual(result.returncode, os.EX_IOERR, result.stderr)
        self.assertIn("model.safetensors.checkpoint", result.stderr)
        self.assertEqual(Path(f"{self.model}.checkpoint").read_bytes(), before)
        self.assertEqual(list(self.folder.glob("*.partial")), [])

    def test_there_must_be_something_to_resume(self):
        result = self.fit("--resume")
        self.assertEqual(result.returncode, os.EX_IOERR)
        self.assertIn("model.safetensors.checkpoint", result.stderr)

    def test_other_options_are_not_the_same_run(self):
        process = self.start(epochs=MANY)
        self.wait_for_epoch(1)
        process.terminate()
        process.communicate(timeout=60)
        result = self.fit("--resume", epochs=MANY, batch="8")
        self.assertEqual(result.returncode, os.EX_IOERR)
        self.assertIn("batch was 4, not 8", result.stderr)


class BadInput(TrainerTest):
    def refused(self, *arguments: str, **changed: str) -> str:
        result = self.fit(*arguments, **changed)
        self.assertEqual(result.returncode, os.EX_DATAERR, result.stderr)
        self.assertFalse(self.model.exists())
        return result.stderr

    def test_a_corrupt_image_is_named(self):
        image = self.data / "River/River_3.png"
        image.write_bytes(image.read_bytes()[:200])
        self.assertIn("River/River_3.png", self.refused())
        result = self.fit("--skip-damaged", epochs=1)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("River/River_3.png is left out", result.stderr)

    def test_an_empty_class_is_named(self):
        (self.data / "Glacier").mkdir()
        self.assertIn("Glacier", self.refused())

    def test_one_class_is_too_few(self):
        for name in ("River", "Sand"):
            for file in (self.data / name).iterdir():
                file.unlink()
            (self.data / name).rmdir()
        self.assertIn("Forest", self.refused())

    def test_absent_data_is_named(self):
        self.assertIn("absent", self.refused(data=str(self.folder / "absent")))

    def test_a_listed_image_must_be_there(self):
        lists = {}
        for name, images in (("train", range(8)), ("validation", range(8, 13))):
            path = self.folder / f"{name}.txt"
            path.write_text("".join(f"{c}/{c}_{i}.png\n" for c in COLORS for i in images))
            lists[f"{name}-list"] = str(path)
        self.assertIn("Forest/Forest_12.png", self.refused(**lists))

    def test_weights_of_another_network_are_refused(self):
        other = self.folder / "other.safetensors"
        header = b'{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
        other.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
        self.assertIn("resnet50", self.refused("--init", str(other)))

    def test_a_teacher_must_know_the_same_classes(self):
        error = self.refused("--teacher", str(MODEL))
        self.assertIn("SeaLake", error)
        self.assertIn("Forest, River, Sand", error)
        self.assertNotIn("convert", error)
        self.assertIn("absent.safetensors", self.refused("--teacher", "absent.safetensors"))

    def test_fewer_images_than_a_batch_are_refused(self):
        result = self.fit(batch="512")
        self.assertEqual(result.returncode, os.EX_USAGE)
        self.assertIn("--batch", result.stderr)

    def test_impossible_options_are_refused_before_anything_is_read(self):
        for changed, said in (
            ({"phases": "50:1"}, "--phases"), ({"phases": "64"}, "--phases"),
            ({"learning-rate": "0"}, "--learning-rate"), ({"warmup": "2"}, "--warmup"),
            ({"recipe": "seed"}, "--init"), ({"recipe": "finetune"}, "--init"),
            ({"train-list": "x"}, "--validation-list"),
            ({"validation-share": "1"}, "--validation-share"), ({"resizing": "2"}, "--resizing"),
            ({"recompression-qualities": "90-70"}, "--recompression-qualities"),
            ({"recompression-qualities": "0-100"}, "--recompression-qualities"),
            ({"data-pruning": "1"}, "--data-pruning"),
            ({"teacher-share": "0.5"}, "--teacher"),
            ({"teacher-share": "0", "teacher": "x"}, "--teacher-share"),
            ({"data-pruning-until": "0.5", "data-pruning": "0"}, "--data-pruning"),
            ({"data-pruning-until": "0.5", "recipe": "seed", "init": "x"}, "--data-pruning"),
            ({"sharpness": "-1"}, "--sharpness"), ({"sharpness": "inf"}, "--sharpness"),
            ({"sharpness": "0.5", "sharpness-from": "2"}, "--sharpness-from"),
            ({"sharpness-from": "0.5"}, "--sharpness"),
        ):
            with self.subTest(changed):
                result = self.fit(**{"data": "/absent", **changed})
                self.assertEqual(result.returncode, os.EX_USAGE)
                self.assertIn(said, result.stderr)

    def test_a_place_that_cannot_be_written_to_is_named(self):
        result = self.fit(out=str(self.folder / "absent/model.safetensors"))
        self.assertEqual(result.returncode, os.EX_IOERR)
        self.assertIn("absent/model.safetensors", result.stderr)


if __name__ == "__main__":
    unittest.main()
