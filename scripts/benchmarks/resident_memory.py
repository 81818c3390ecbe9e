"""(e) Resident memory: after the first requests, and whether thousands more add to it."""

import numpy as np

from daemon import Daemon, Residence
from models import Models
from pictures import jpeg
from plan import Plan
from programs import Programs
from report import Report, verdict
from wire import classify_frame, read

AIM_BYTES = 200_000_000
STEADY_BYTES = 1_000_000


def measure(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    frames = [classify_frame(jpeg(seed)) for seed in range(16)]
    for side in plan.sides:
        with Daemon(programs, models.served(side)) as daemon, daemon.connect() as client:
            for frame in frames:
                read(client.exchange(frame))
            samples = [daemon.residence()]
            # Many requests at one size are enough, and the shipped model's is the quicker.
            if side == plan.sides[-1]:
                step = plan.resident_requests // plan.resident_samples
                for _ in range(plan.resident_samples):
                    for index in range(step):
                        client.exchange(frames[index % len(frames)])
                    samples.append(daemon.residence())
        _tell_size(report, side, samples[0])
        if len(samples) > 1:
            _tell_growth(report, side, samples, step)
        report.figures[f"resident bytes {side}"] = samples


def _tell_size(report: Report, side: int, now: Residence) -> None:
    report.add(
        f"resident memory, {side}×{side}",
        f"{now.total / 1e6:.0f} MB",
        f"own {now.own / 1e6:.0f}, mapped files {now.files / 1e6:.0f}",
        aim=f"≤ {AIM_BYTES / 1e6:.0f} MB",
        verdict=verdict(now.total <= AIM_BYTES),
    )


def _tell_growth(report: Report, side: int, samples: list[Residence], step: int) -> None:
    totals = [sample.total for sample in samples]
    counts = np.arange(len(samples)) * step
    slope = float(np.polyfit(counts, totals, 1)[0])
    growth = totals[-1] - totals[0]
    report.add(
        f"memory after {counts[-1]:,} requests, {side}×{side}",
        f"{growth / 1e6:+.1f} MB",
        f"slope {slope:+.1f} bytes a request",
        aim=f"≤ +{STEADY_BYTES / 1e6:.0f} MB",
        verdict=verdict(growth <= STEADY_BYTES),
    )
    report.figures["growth in bytes a request"] = slope
