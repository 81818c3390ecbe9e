"""(d) What a second opinion costs those who do not get one: nothing, it should be."""

import os
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from bare_network import SETTLE_SECONDS
from daemon import Daemon
from models import Models
from pictures import jpeg
from plan import Plan
from programs import Programs
from report import Broken, Report, Spread, duration, verdict
from wire import classify_frame, compare_frame

ALONE_AIM = 1.10
BESIDE_AIM = 1.10
IN_FLIGHT = 100


def measure(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    side = plan.sides[-1]
    images = [jpeg(seed) for seed in range(16)]
    _alone(programs, models.served(side), images, plan, report)
    _beside(programs, models.served(side), images, plan, report)


def _alone(programs: Programs, model: Path, images, plan: Plan, report: Report) -> None:
    """compare where no landcover-opinion answers, against classify, on one connection in turn."""
    frames = {"classify": list(map(classify_frame, images)), "compare": list(map(compare_frame, images))}
    medians: dict[str, list[float]] = {name: [] for name in frames}
    with Daemon(programs, model, "--opinion-socket", "/nonexistent/opinion.sock") as daemon:
        with daemon.connect() as client:
            for _ in range(plan.rounds):
                time.sleep(SETTLE_SECONDS)
                for name in frames:
                    client.timed(frames[name], plan.warm_up)
                    times, _answers = client.timed(frames[name], plan.runs)
                    medians[name].append(statistics.median(times))
    ratio = Spread.of([a / b for a, b in zip(medians["compare"], medians["classify"])])
    report.add(
        "compare, nobody to ask",
        duration(statistics.median(medians["compare"])),
        f"classify {duration(statistics.median(medians['classify']))}",
        ratio.text("{:.2f}"),
        f"≤ {ALONE_AIM:.2f}",
        verdict(ratio.median <= ALONE_AIM),
    )
    report.figures["compare alone"] = {"median microseconds per round": medians, "ratio": ratio}


def _beside(programs: Programs, model: Path, images, plan: Plan, report: Report) -> None:
    """p99 of classify while a hundred comparisons wait for a server that is silent.

    Two daemons, one of which has them, are called in turn: whatever the machine does meanwhile, it
    does to both.
    """
    frames = list(map(classify_frame, images))
    calls = max(plan.runs * plan.rounds, 20)
    tails: dict[str, list[float]] = {"without": [], "beside": []}
    with _SilentServer() as server:
        for _ in range(max(2, plan.rounds // 2)):
            with _Opinion(programs, server.url) as opinion, \
                    Daemon(programs, model, "--opinion-socket", opinion.path) as busy, \
                    Daemon(programs, model) as free, \
                    busy.connect() as waiting, busy.connect() as beside, free.connect() as without:
                for call in range(1, IN_FLIGHT + 1):
                    waiting.send(compare_frame(images[call % len(images)], call))
                server.wait_for_requests()
                # Their classifications are computed first.
                beside.timed(frames, IN_FLIGHT + 10)
                without.timed(frames, IN_FLIGHT + 10)
                times: dict[str, list[float]] = {name: [] for name in tails}
                for _ in range(calls):
                    for name, client in (("beside", beside), ("without", without)):
                        times[name] += client.timed(frames, 1)[0]
                for name in tails:
                    tails[name].append(statistics.quantiles(times[name], n=100)[98])
    ratio = Spread.of([a / b for a, b in zip(tails["beside"], tails["without"])])
    report.add(
        f"classify beside {IN_FLIGHT} comparisons, p99",
        duration(statistics.median(tails["beside"])),
        f"without {duration(statistics.median(tails['without']))}",
        ratio.text("{:.2f}"),
        f"≤ {BESIDE_AIM:.2f}",
        verdict(ratio.median <= BESIDE_AIM),
    )
    report.figures["classify beside comparisons"] = {
        "p99 microseconds per round": tails, "ratio": ratio,
    }


class _SilentServer:
    """Takes connections and answers nothing."""

    def __enter__(self) -> "_SilentServer":
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: list[socket.socket] = []
        self._arrived = threading.Semaphore(0)
        threading.Thread(target=self._accept, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for connection in self._open:
            connection.close()

    def wait_for_requests(self) -> None:
        """Until somebody has asked since the last time."""
        if not self._arrived.acquire(timeout=30):
            raise Broken("landcover-opinion asked nobody")

    def _accept(self) -> None:
        while True:
            try:
                self._open.append(self._listener.accept()[0])
            except OSError:
                return
            self._arrived.release()


class _Opinion:
    """A landcover-opinion that asks a server of ours."""

    def __init__(self, programs: Programs, url: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="landcover-opinion-")
        self.path = f"{self._folder.name}/socket"
        command = [programs.folder / "landcover-opinion", "--socket", self.path, "--log-level", "error"]
        variables = {"OPENAI_BASE_URL": url, "LANDCOVER_OPINION_TIMEOUT": "600"}
        self._process = subprocess.Popen(command, env=os.environ | variables)

    def __enter__(self) -> "_Opinion":
        for _ in range(1000):
            if Path(self.path).exists():
                return self
            time.sleep(0.01)
        raise Broken("landcover-opinion did not start")

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()
