"""PyTorch's speed of training ResNet-50: forward, loss, backward and SGD with Nesterov's momentum.

    python train_torch.py                                  every setting, in three rounds
    python train_torch.py --sizes 64 --batches 128 --precisions bf16 --rounds 1

Prints one JSON object a line and setting. Channels last, synthetic images; bf16 is autocast.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import torch

from plan import TRAINING_BATCHES

sys.path.append(str(Path(__file__).resolve().parents[1] / "goldens"))
from torchvision_models import resnet50  # noqa: E402 - found beside the goldens

PRECISIONS = ("f32", "bf16")
CLASSES = 10


@dataclass(frozen=True)
class Setting:
    size: int
    batch: int
    precision: str
    mode: str

    def step(self) -> Callable[[], None]:
        """One whole step, of a network of its own."""
        torch.manual_seed(0)
        network = resnet50(num_classes=CLASSES).to(memory_format=torch.channels_last)
        sgd = torch.optim.SGD(
            network.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True, fused=True
        )
        images = torch.randn(self.batch, 3, self.size, self.size)
        images = images.contiguous(memory_format=torch.channels_last)
        labels = torch.arange(self.batch) % CLASSES
        loss = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
        forward = torch.compile(network) if self.mode == "compiled" else network

        def step() -> None:
            sgd.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.precision == "bf16"):
                value = loss(forward(images), labels)
            value.backward()
            sgd.step()

        return step


def times(step: Callable[[], None], seconds: float) -> list[float]:
    """Seconds of each step, after two that are not counted."""
    for _ in range(2):
        step()
    result = []
    end = time.perf_counter() + seconds
    while len(result) < 2 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        result.append(time.perf_counter() - start)
    return result


def line(setting: Setting, rounds: list[list[float]]) -> str:
    measured = [seconds for each in rounds for seconds in each]
    document = {
        "peer": "torch",
        "size": setting.size,
        "batch": setting.batch,
        "precision": setting.precision,
        "mode": setting.mode,
        "images_per_second": setting.batch / min(measured),
        "median_images_per_second": setting.batch / statistics.median(measured),
        # Of the process so far, so it is the setting's own only where there is but one.
        "peak_resident_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "threads": torch.get_num_threads(),
    }
    return json.dumps(document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=list(TRAINING_BATCHES), metavar="PIXELS")
    parser.add_argument("--batches", nargs="+", type=int, metavar="IMAGES", help="of every size")
    parser.add_argument("--precisions", nargs="+", choices=PRECISIONS, default=PRECISIONS)
    parser.add_argument("--compile", action="store_true", help="torch.compile beside eager mode")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="of a setting in a round")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    modes = ("eager", "compiled") if options.compile else ("eager",)
    settings = [
        Setting(size, batch, precision, mode)
        for size in options.sizes
        for batch, precision, mode in product(
            options.batches or TRAINING_BATCHES.get(size, (32,)), options.precisions, modes
        )
    ]
    measured: dict[Setting, list[list[float]]] = {setting: [] for setting in settings}
    for _ in range(options.rounds):
        for setting in settings:
            measured[setting].append(times(setting.step(), options.seconds))
    for setting, rounds in measured.items():
        print(line(setting, rounds), flush=True)


if __name__ == "__main__":
    main()
