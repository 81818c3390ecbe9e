"""(a) The network alone, f32, one image, against OpenVINO, ONNX Runtime and PyTorch."""

import itertools
import statistics
import time
from contextlib import ExitStack

import numpy as np

from daemon import Daemon
from models import Models
from peers import NAMES, Peer
from pictures import picture, png
from plan import Plan
from programs import Programs
from report import Broken, Report, Spread, duration, verdict

AIM, DEFECT = 1.0, 0.95
AIMED_AT = "OpenVINO"
OURS = "landcover"
TOLERATED_DIFFERENCE = 1e-3
PICTURES = 3
# Long enough for the spinning that follows a run (OpenMP's, a thread pool's) to end.
SETTLE_SECONDS = 0.3
IDLE_SHARE = 0.02


def measure(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    for side in plan.sides:
        with ExitStack() as stack:
            peers = [stack.enter_context(Peer(engine, models, side)) for engine in NAMES]
            difference = _difference(programs, models, peers, side)
            rounds, busiest = _take_turns(programs, models, peers, plan, side)
        _tell(report, side, rounds, peers)
        report.notes.append(
            f"Bare network {side}×{side}: all engines' logits agree within {difference:.1e}; "
            f"waiting peers used at most {busiest:.1%} of a core; "
            + "; ".join(f"{peer.name}: {peer.settings}" for peer in peers)
        )
        report.figures[f"network {side}"] = {
            "median microseconds per round": rounds,
            "largest logit difference": difference,
            "cores used by waiting peers": busiest,
            "settings": {peer.name: peer.settings for peer in peers},
        }
        if busiest > IDLE_SHARE:
            report.warnings.append(f"at {side}×{side} a peer computed while it should have waited")


def _difference(programs: Programs, models: Models, peers: list[Peer], side: int) -> float:
    """The largest difference of a logit between any two engines; ours answers through the daemon."""
    largest = 0.0
    with Daemon(programs, models.served(side)) as daemon, daemon.connect() as client:
        for seed in range(PICTURES):
            pixels = picture(seed, side)
            path = models.scratch / "input.npy"
            np.save(path, models.tensor(pixels, side))
            logits = {peer.name: np.array(peer.logits(path)) for peer in peers}
            logits[OURS] = np.array(client.logits(png(pixels)))
            for one, other in itertools.combinations(logits, 2):
                difference = float(np.abs(logits[one] - logits[other]).max())
                if not difference <= TOLERATED_DIFFERENCE:
                    raise Broken(
                        f"at {side}×{side} the logits of {one} and {other} differ by {difference:.2e}: "
                        "they do not compute the same network"
                    )
                largest = max(largest, difference)
    return largest


def _take_turns(
    programs: Programs, models: Models, peers: list[Peer], plan: Plan, side: int
) -> tuple[list[dict[str, float]], float]:
    """Each round's median times by engine, and the most of a core that peers used while they waited."""
    turns = {
        OURS: lambda: programs.bare_network(models.served(side), side, plan.runs, plan.warm_up)
    } | {peer.name: lambda peer=peer: peer.times(plan.runs, plan.warm_up) for peer in peers}
    rounds = []
    busiest = 0.0
    order = list(turns)
    for _ in range(plan.rounds):
        medians = {}
        for name in order:
            time.sleep(SETTLE_SECONDS)
            waiting = [peer for peer in peers if peer.name != name]
            start, used = time.monotonic(), sum(peer.cpu_seconds for peer in waiting)
            medians[name] = statistics.median(turns[name]())
            used = sum(peer.cpu_seconds for peer in waiting) - used
            busiest = max(busiest, used / (time.monotonic() - start))
        rounds.append(medians)
        # Nobody is always the one after the slowest.
        order = order[1:] + order[:1]
    return rounds, busiest


def _tell(report: Report, side: int, rounds: list[dict[str, float]], peers: list[Peer]) -> None:
    ours = statistics.median(medians[OURS] for medians in rounds)
    for peer in peers:
        theirs = statistics.median(medians[peer.name] for medians in rounds)
        ratio = Spread.of([medians[peer.name] / medians[OURS] for medians in rounds])
        aim, judged = "", ""
        if peer.name == AIMED_AT:
            aim = f"≥ {AIM:.2f}, defect < {DEFECT:.2f}"
            judged = "DEFECT" if ratio.median < DEFECT else verdict(ratio.median >= AIM)
        report.add(
            f"bare network {side}×{side}",
            duration(ours),
            f"{peer.name} {duration(theirs)}",
            ratio.text("{:.2f}"),
            aim,
            judged,
        )
