"""Measures landcover against its peers and its aims; `scripts/bench` runs it. See docs/benchmarks.md."""

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

import bare_network
import comparing
import over_http
import resident_memory
import round_trip
import start_up
import training_step
import whole_request
from machine import Machine, Witness
from models import Models
from plan import FULL, QUICK, TRAINING_BATCHES
from programs import Programs
from report import Broken, Report

SUITES = {
    "serve": {
        "network": bare_network.measure,
        "request": whole_request.measure,
        "health": round_trip.measure,
        "compare": comparing.measure,
        "start": start_up.measure,
        "memory": resident_memory.measure,
    },
    "web": {"overhead": over_http.overhead, "serving": over_http.serving},
    "train": {str(side): partial(training_step.measure, side) for side in TRAINING_BATCHES},
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument(
        "suite", nargs="?", choices=SUITES, default="serve", help="what is measured; by default: serve"
    )
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        help="a .pth or .safetensors checkpoint; by default the one under Models/, else random weights",
    )
    parser.add_argument("--quick", action="store_true", help="few runs: does it work, not how fast")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every figure to this file")
    parser.add_argument(
        "--binaries", type=Path, metavar="DIR", help="where the built programs are; do not build"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="MEASURE",
        help="; ".join(f"of {suite}, some of: {', '.join(names)}" for suite, names in SUITES.items()),
    )
    options = parser.parse_args()
    measures = SUITES[options.suite]
    unknown = [name for name in options.only or [] if name not in measures]
    if unknown:
        parser.error(f"{options.suite} has no measure {unknown[0]}; it has {', '.join(measures)}")
    return options


def run(options: argparse.Namespace, scratch: Path) -> Report:
    root = Path(__file__).resolve().parents[2]
    programs = Programs.found(options.binaries) if options.binaries else Programs.built(root)
    machine = Machine.here(programs)
    report = Report(machine)
    print(report.heading, flush=True)
    models = Models(programs, scratch, options.model or Models.shipped(root))
    plan = QUICK if options.quick else FULL
    if options.quick:
        report.warnings.append("--quick takes too few runs to judge speed by")
    witness = Witness()
    measures = SUITES[options.suite]
    for name in options.only or measures:
        print(f"bench: measuring {name}", file=sys.stderr, flush=True)
        try:
            measures[name](programs, models, plan, report)
        except Broken as failure:
            report.failures.append(f"{name}: {failure}")
    report.witness(witness)
    return report


def main() -> int:
    options = arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="landcover-bench-") as scratch:
            report = run(options, Path(scratch))
    except Broken as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    print(report.text)
    if options.json:
        options.json.write_text(report.json)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
