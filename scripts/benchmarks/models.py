"""One set of weights in the forms that everybody reads: safetensors for us, ONNX for the peers."""

import json
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np

from programs import Programs
from report import Broken

FOLDER = Path(__file__).parent


class Models:
    """Models of one checkpoint for any input side; files are made when first asked for."""

    def __init__(self, programs: Programs, scratch: Path, checkpoint: Path | None) -> None:
        self.programs = programs
        self.scratch = scratch
        self._given = checkpoint

    @staticmethod
    def shipped(root: Path) -> Path | None:
        """The model in the checkout, if it is there."""
        path = root / "Models" / "eurosat-resnet50.safetensors"
        return path if path.is_file() else None

    @cache
    def checkpoint(self) -> Path:
        if self._given:
            return self._given
        path = self.scratch / "random.safetensors"
        _python("exporting.py", "random", path)
        return path

    @cache
    def served(self, side: int) -> Path:
        """The model as a daemon serves it: the bf16 file that `landcover-train convert` writes."""
        path = self.scratch / f"resnet50-{side}.safetensors"
        options = ["--input-size", side]
        if "classes" not in _metadata(self.checkpoint()):
            options += ["--classes", "eurosat"]
        self.programs.call("landcover-train", "convert", self.checkpoint(), path, *options)
        return path

    @cache
    def onnx(self, side: int) -> Path:
        """The served weights as ONNX, batch normalisation folded."""
        path = self.scratch / f"resnet50-{side}.onnx"
        _python("exporting.py", "onnx", self.served(side), side, path)
        return path

    def tensor(self, picture: np.ndarray, side: int) -> np.ndarray:
        """A picture of the input's own size, normalised as the model says: `[1, 3, side, side]`."""
        assert picture.shape == (side, side, 3)
        metadata = _metadata(self.served(side))
        mean, deviation = (np.float32(json.loads(metadata[key])) for key in ("mean", "std"))
        scaled = (picture.astype(np.float32) / 255 - mean) / deviation
        return np.ascontiguousarray(scaled.transpose(2, 0, 1)[np.newaxis])


def _metadata(path: Path) -> dict[str, str]:
    if path.suffix != ".safetensors":
        return {}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length)).get("__metadata__", {})


def _python(script: str, *arguments: object) -> None:
    """Runs a script that needs PyTorch in a process of its own, so that this one stays light."""
    command = [sys.executable, "-B", str(FOLDER / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"{script} failed:\n{done.stderr.strip()}")
