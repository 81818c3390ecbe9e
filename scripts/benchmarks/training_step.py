"""Whole steps of training, in images a second, against PyTorch."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bare_network import SETTLE_SECONDS
from models import Models
from plan import TRAINING_BATCHES, Plan
from programs import Programs
from report import Broken, Report, Spread, verdict

AIMS = {"bf16": 1.25, "f32": 1.6}

# Measures one batch size for some seconds, in a process of its own, and returns what that printed.
Turn = Callable[[int], dict[str, Any]]


@dataclass
class Side:
    """One of the two that are compared, with every batch size's turns."""

    name: str
    turn: Turn
    best: dict[str, Any]

    @staticmethod
    def tried(name: str, turn: Turn, batches: tuple[int, ...]) -> "Side":
        """Measures every batch size once; the fastest is what later rounds repeat."""
        attempts = []
        for batch in batches:
            time.sleep(SETTLE_SECONDS)
            attempts.append(turn(batch))
        return Side(name, turn, max(attempts, key=_speed))

    def again(self) -> dict[str, Any]:
        time.sleep(SETTLE_SECONDS)
        return self.turn(self.best["batch"])


def measure(side: int, programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    """Compares at one side of the input, in both number formats."""
    for precision in AIMS:
        # The first steps of a format meet a machine that is still cold, so trying is no round.
        ours, theirs = (
            Side.tried(name, turn, TRAINING_BATCHES[side])
            for name, turn in {
                "landcover": lambda batch: _ours(programs, side, batch, precision, plan),
                "PyTorch": lambda batch: _torch(side, batch, precision, plan),
            }.items()
        )
        rounds = []
        order = [ours, theirs]
        for _ in range(plan.training_rounds):
            rounds.append({each.name: each.again() for each in order})
            order.reverse()
        _tell(report, side, precision, rounds)
        report.figures[f"training {side} {precision}"] = {
            "first tries": [ours.best, theirs.best],
            "rounds": rounds,
        }


def _tell(
    report: Report, side: int, precision: str, rounds: list[dict[str, dict[str, Any]]]
) -> None:
    ours, theirs = ([each[name] for each in rounds] for name in ("landcover", "PyTorch"))
    ratio = Spread.of([_speed(one) / _speed(other) for one, other in zip(ours, theirs)])
    report.add(
        f"training {side}×{side}, {precision}",
        _shown(ours),
        f"PyTorch {_shown(theirs)}",
        ratio.text("{:.2f}"),
        f"≥ {AIMS[precision]:.2f}",
        verdict(ratio.median >= AIMS[precision]),
    )
    peaks = [max(each["peak_resident_bytes"] for each in turns) / 1e6 for turns in (ours, theirs)]
    report.notes.append(
        f"Training {side}×{side}, {precision}: peak resident memory {peaks[0]:.0f} MB, "
        f"PyTorch's {peaks[1]:.0f} MB"
    )


def _shown(turns: list[dict[str, Any]]) -> str:
    speed = Spread.of([_speed(turn) for turn in turns]).median
    return f"{speed:.1f} images/s, batch {turns[0]['batch']}"


def _speed(turn: dict[str, Any]) -> float:
    """The turn's fastest step: what others take of the machine only ever makes a step slower."""
    return turn["images_per_second"]


def _ours(programs: Programs, side: int, batch: int, precision: str, plan: Plan) -> dict[str, Any]:
    printed = programs.call(
        *("NetworkBenchmark", "train", "--input-size", side, "--batch", batch),
        *("--precision", precision, "--seconds", plan.training_seconds),
    )
    return _read("NetworkBenchmark", printed, side, batch, precision)


def _torch(side: int, batch: int, precision: str, plan: Plan) -> dict[str, Any]:
    script = str(Path(__file__).with_name("train_torch.py"))
    options = {
        "--sizes": side,
        "--batches": batch,
        "--precisions": precision,
        "--rounds": 1,
        "--seconds": plan.training_seconds,
    }
    command = [sys.executable, "-B", script, *(str(word) for pair in options.items() for word in pair)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"PyTorch failed:\n{done.stderr.strip()}")
    return _read("PyTorch", done.stdout, side, batch, precision)


def _read(name: str, printed: str, side: int, batch: int, precision: str) -> dict[str, Any]:
    """The one JSON object that was printed; it must be about what was asked."""
    try:
        turn = json.loads(printed)
        answered = (turn["size"], turn["batch"], turn["precision"])
        sound = turn["images_per_second"] > 0 and "peak_resident_bytes" in turn
    except (ValueError, KeyError, TypeError) as error:
        raise Broken(f"{name} printed no JSON object of a setting: {printed.strip()!r}") from error
    if answered != (side, batch, precision) or not sound:
        raise Broken(f"{name} was asked for {side}, {batch}, {precision} and printed {turn}")
    return turn
