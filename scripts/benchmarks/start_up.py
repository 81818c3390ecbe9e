"""(d) From the start of the process to a daemon that says SERVING, its file in the page cache."""

from daemon import Daemon
from models import Models
from plan import Plan
from programs import Programs
from report import Report, Spread, verdict

AIM_SECONDS = 0.5


def measure(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    side = plan.sides[-1]
    model = models.served(side)
    seconds = []
    # The first start brings program and model into the page cache.
    for _ in range(1 + plan.starts):
        with Daemon(programs, model) as daemon:
            seconds.append(daemon.seconds_to_ready)
    spread = Spread.of(seconds[1:])
    report.add(
        f"start to ready, {side}×{side}",
        spread.text("{:.2f}") + " s",
        aim=f"≤ {AIM_SECONDS} s",
        verdict=verdict(spread.median <= AIM_SECONDS),
    )
    report.figures["seconds to ready"] = seconds[1:]
