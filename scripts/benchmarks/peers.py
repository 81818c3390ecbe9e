"""The peers, each a process that waits until it is asked."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from machine import cpu_seconds, usable_cores
from models import Models
from report import Broken

NAMES = {"openvino": "OpenVINO", "onnxruntime": "ONNX Runtime", "pytorch": "PyTorch"}


class Peer:
    """An engine with the served weights, compiled for one input side. A context manager."""

    def __init__(self, engine: str, models: Models, side: int) -> None:
        self.name = NAMES[engine]
        model = models.served(side) if engine == "pytorch" else models.onnx(side)
        worker = Path(__file__).with_name("peer_worker.py")
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-B", worker, engine, model, str(side), str(usable_cores())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.settings: str = self._answer()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def times(self, runs: int, warm_up: int) -> list[float]:
        """Times of `runs` runs in microseconds, after `warm_up` runs."""
        return self._ask({"runs": runs, "warm_up": warm_up})

    def logits(self, tensor: Path) -> list[float]:
        """The logits of a `[1, 3, side, side]` array in an .npy file."""
        return self._ask({"logits": str(tensor)})

    @property
    def cpu_seconds(self) -> float:
        return cpu_seconds(self._process.pid)

    def _ask(self, command: dict[str, Any]) -> Any:
        print(json.dumps(command), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        line = self._process.stdout.readline()
        if line:
            return json.loads(line)
        self._errors.seek(0)
        raise Broken(f"{self.name} ended instead of answering:\n{self._errors.read().strip()}")
