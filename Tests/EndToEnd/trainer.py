"""Runs `landcover-train` on small data sets made on the spot."""

import json
import os
import random
import signal
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from PIL import Image

from wire import BINARIES, MODEL, ROOT, SLOWNESS, takes_many_steps

# A network that takes a step in milliseconds; what is tested is mostly not its size.
SMALL = "1-1-1-1/16"

COLORS = {"Forest": (30, 80, 40), "River": (60, 90, 160), "Sand": (210, 180, 120)}


def run(*arguments: str | Path, timeout: float = 300 * SLOWNESS, **options) -> subprocess.CompletedProcess:
    """Runs `landcover-train` to its end."""
    return subprocess.run(
        [BINARIES / "landcover-train", *map(str, arguments)],
        capture_output=True, text=True, timeout=timeout, **options,
    )


def make_patches(folder: Path, images: int = 12, classes: dict = COLORS) -> Path:
    """Class folders of noisy patches, each class of a colour of its own."""
    chance = random.Random(7)
    for name, color in classes.items():
        (folder / name).mkdir(parents=True)
        for index in range(images):
            image = Image.new("RGB", (32, 32))
            image.putdata([
                tuple(max(0, min(255, channel + chance.randint(-40, 40))) for channel in color)
                for _ in range(32 * 32)
            ])
            image.save(folder / name / f"{name}_{index}.png")
    return folder


def read_model(path) -> tuple[dict, dict]:
    """The metadata, and each tensor's type and bytes."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = (entry["dtype"], data[8 + length + begin:8 + length + end])
    return metadata, tensors


def floats(kind: str, data: bytes) -> list[float]:
    """A tensor's bytes as numbers."""
    if kind == "BF16":
        # The upper halves of float32.
        data = b"".join(b"\0\0" + data[at:at + 2] for at in range(0, len(data), 2))
    return list(struct.unpack(f"<{len(data) // 4}f", data))


class TrainerTest(unittest.TestCase):
    """A test with a folder of its own, and patches in it."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="landcover-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.data = make_patches(self.folder / "data")
        self.model = self.folder / "model.safetensors"
        self.checkpoint = Path(f"{self.model}.checkpoint")

    def options(self, epochs: int = 2, **changed: str) -> list[str]:
        """`fit` of a small network for a run of seconds; `changed` replaces options."""
        options = {
            "data": str(self.data), "out": str(self.model), "phases": f"32:{epochs}@{SMALL}",
            "batch": "4", "precision": "f32", "learning-rate": "0.02", **changed,
        }
        return ["fit"] + [word for key, value in options.items() for word in (f"--{key}", value)]

    def fit(self, *arguments: str, epochs: int = 2, **changed: str) -> subprocess.CompletedProcess:
        return run(*self.options(epochs, **changed), *arguments)

    def start(self, *arguments: str, epochs: int = 2, **changed: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [BINARIES / "landcover-train", *self.options(epochs, **changed), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def history(self) -> list[dict]:
        text = Path(f"{self.model}.history.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def epochs(self) -> list[dict]:
        return [line for line in self.history() if line["event"] == "epoch"]

    def wait_for_epoch(self, epoch: int):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if len(self.epochs()) >= epoch:
                    return
            except (FileNotFoundError, json.JSONDecodeError):
                pass
            time.sleep(0.02)
        self.fail(f"epoch {epoch} was not reached")
