"""(c) What the protocol alone costs: a health call, against an echo over the same kind of socket."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from daemon import Daemon
from models import Models
from plan import Plan
from programs import Programs
from report import Broken, Report, Spread, duration, verdict
from wire import Client, health_frame, read

AIM_MICROSECONDS = 100
ROUNDS = 5


def measure(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    frame = health_frame()
    with Daemon(programs, models.served(plan.sides[-1])) as daemon, Echo() as echo:
        with daemon.connect() as ours, echo.connect() as floor:
            rounds = []
            for _ in range(ROUNDS):
                rounds.append((_percentiles(floor, frame, plan), _percentiles(ours, frame, plan)))
            if read(ours.exchange(frame)).health.serving_status != 1:
                raise Broken("the daemon is not serving")
    for index, name in enumerate(("p50", "p99")):
        echoed = Spread.of([floor[index] for floor, _ in rounds])
        called = Spread.of([call[index] for _, call in rounds])
        ratio = Spread.of([call[index] / floor[index] for floor, call in rounds])
        aims = (f"≤ {AIM_MICROSECONDS} µs", verdict(called.median <= AIM_MICROSECONDS))
        report.add(
            f"health call, {name}",
            duration(called.median),
            f"echo {duration(echoed.median)}",
            ratio.text("{:.2f}"),
            *(aims if name == "p50" else ()),
        )
        report.figures[f"health {name} microseconds"] = {"daemon": called, "echo": echoed}


def _percentiles(client: Client, frame: bytes, plan: Plan) -> tuple[float, float]:
    client.timed([frame], plan.health_calls // 10)
    times, _ = client.timed([frame], plan.health_calls)
    return float(np.percentile(times, 50)), float(np.percentile(times, 99))


class Echo:
    """A process that sends back what it gets: what a round trip costs at least. A context manager."""

    def __enter__(self) -> "Echo":
        self._folder = tempfile.TemporaryDirectory(prefix="echo-")
        self._path = Path(self._folder.name) / "socket"
        server = Path(__file__).with_name("echo_server.py")
        self._process = subprocess.Popen([sys.executable, "-B", "-S", server, self._path])
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def connect(self) -> Client:
        for _ in range(5_000):
            try:
                return Client(self._path)
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.001)
        raise Broken("the echo server did not start")
