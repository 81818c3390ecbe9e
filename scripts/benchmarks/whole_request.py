"""(b) A whole classification, JPEG in and label out through the socket, against the bare network."""

import statistics
import time

from bare_network import SETTLE_SECONDS
from daemon import Daemon
from models import Models
from pictures import jpeg
from plan import Plan
from programs import Programs
from report import Report, Spread, duration, verdict
from wire import classify_frame, read

AIM_PERCENT = 4.0
STAGES = ("queue", "decode", "compute", "encode")


def measure(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    frames = [classify_frame(jpeg(seed)) for seed in range(16)]
    for side in plan.sides:
        bare, whole, splits = [], [], []

        def network() -> None:
            times = programs.bare_network(models.served(side), side, plan.runs, plan.warm_up)
            bare.append(statistics.median(times))

        def request() -> None:
            # A daemon a turn, as NetworkBenchmark is a process a turn: neither keeps a lucky layout.
            with Daemon(programs, models.served(side)) as daemon, daemon.connect() as client:
                client.timed(frames, plan.warm_up)
                times, answers = client.timed(frames, plan.runs)
            whole.append(statistics.median(times))
            splits.extend(map(_split, times, answers))

        turns = [network, request]
        for _ in range(plan.rounds):
            for turn in turns:
                time.sleep(SETTLE_SECONDS)
                turn()
            turns.reverse()
        _tell(report, side, bare, whole, splits)


def _split(microseconds: float, answer: bytes) -> dict[str, float]:
    """Where a request's time went: the daemon's own stages, and what is outside them."""
    timing = read(answer).timing
    stages = {stage: getattr(timing, f"{stage}_microseconds") for stage in STAGES}
    return stages | {"socket and client": microseconds - sum(stages.values())}


def _tell(
    report: Report,
    side: int,
    bare: list[float],
    whole: list[float],
    splits: list[dict[str, float]],
) -> None:
    percent = Spread.of([(one / other - 1) * 100 for one, other in zip(whole, bare)])
    report.add(
        f"classify a JPEG, {side}×{side}",
        duration(statistics.median(whole)),
        f"bare network {duration(statistics.median(bare))}",
        percent.text("{:+.1f} %"),
        f"≤ +{AIM_PERCENT:.0f} %",
        verdict(percent.median <= AIM_PERCENT),
    )
    stages = {stage: statistics.median(split[stage] for split in splits) for stage in splits[0]}
    report.notes.append(
        f"Inside a request {side}×{side}, medians: "
        + ", ".join(f"{stage} {duration(value)}" for stage, value in stages.items())
    )
    report.figures[f"request {side}"] = {
        "bare median microseconds per round": bare,
        "request median microseconds per round": whole,
        "overhead percent": percent,
        "median microseconds by stage": stages,
    }
