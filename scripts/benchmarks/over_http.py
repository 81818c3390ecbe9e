"""(f) HTTP: what landcover-web adds to the socket, and how it serves beside FastAPI and PyTorch."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import http_load
from bare_network import SETTLE_SECONDS
from daemon import STOP_SECONDS, Daemon
from machine import usable_cores
from models import Models
from pictures import jpeg
from plan import Plan
from programs import Programs
from report import Broken, Report, Spread, duration, verdict
from wire import classify_frame

OVERHEAD_AIM = 1_000.0
CLIENTS = (1, 8, 32)
OURS = "landcover"
PLAIN = "plain"
RATE_AIM = {8: 3.0}
MEMORY_AIM = 1 / 3


def overhead(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    """Every JPEG over the socket and over HTTP, in turn: what one call takes more than the other."""
    side = plan.sides[-1]
    images = [jpeg(seed) for seed in range(16)]
    calls = list(zip(
        map(classify_frame, images),
        (http_load.request(image, "/api/v1/classify?top_k=1") for image in images),
    ))
    rounds: list[dict[str, float]] = []
    with Daemon(programs, models.served(side)) as daemon, _Ours(programs, daemon) as web, \
            daemon.connect() as client, http_load.Client(web.port) as page:

        def pair(turn: int) -> tuple[float, float]:
            frame, request = calls[turn % len(calls)]
            start = time.perf_counter()
            client.exchange(frame)
            between = time.perf_counter()
            page.exchange(request)
            return between - start, time.perf_counter() - between

        for _ in range(plan.rounds):
            time.sleep(SETTLE_SECONDS)
            for turn in range(plan.warm_up):
                pair(turn)
            pairs = [pair(turn) for turn in range(plan.runs)]
            rounds.append({
                "socket": statistics.median(socket for socket, _ in pairs) * 1e6,
                "http": statistics.median(http for _, http in pairs) * 1e6,
                "added": statistics.median(http - socket for socket, http in pairs) * 1e6,
            })
    added = Spread.of([each["added"] for each in rounds])
    report.add(
        f"classify over HTTP, {side}×{side}, p50",
        duration(statistics.median(each["http"] for each in rounds)),
        f"the socket {duration(statistics.median(each['socket'] for each in rounds))}",
        added.text("{:+.0f} µs"),
        "≤ +1 ms",
        verdict(added.median <= OVERHEAD_AIM),
    )
    report.figures["http overhead"] = {"median microseconds per round": rounds}


def serving(programs: Programs, models: Models, plan: Plan, report: Report) -> None:
    """Requests a second and memory, against FastAPI and PyTorch: as people write it, and tuned."""
    cores = usable_cores()
    for side in plan.sides:
        images = [jpeg(seed) for seed in range(16)]
        model = models.served(side)
        rates: dict[str, dict[int, list[float]]] = {}
        memory: dict[str, int] = {}
        with Daemon(programs, model) as daemon, _Ours(programs, daemon) as ours, \
                _Peer(model, side, "plain", threads=cores, workers=1) as plain, \
                _Peer(model, side, "tuned", threads=cores, workers=1) as single, \
                _Peer(model, side, "tuned", threads=1, workers=cores) as several:
            servers = {
                OURS: ours,
                PLAIN: plain,
                f"tuned, one process of {cores} threads": single,
                f"tuned, {cores} processes of one thread": several,
            }
            for name, server in servers.items():
                rates[name] = {clients: [] for clients in CLIENTS}
                http_load.run(server.port, server.requests(images), 8, plan.http_seconds / 5)
            for clients in CLIENTS:
                for _ in range(plan.http_rounds):
                    for name, server in servers.items():
                        time.sleep(SETTLE_SECONDS)
                        load = http_load.run(
                            server.port, server.requests(images), clients, plan.http_seconds)
                        rates[name][clients].append(load.per_second)
            for name, server in servers.items():
                memory[name] = server.proportional_bytes
        _tell(report, side, rates, memory)


def _tell(report: Report, side: int, rates, memory) -> None:
    tuned = [name for name in rates if name not in (OURS, PLAIN)]
    for clients in CLIENTS:
        best = max(tuned, key=lambda name: statistics.median(rates[name][clients]))
        for peer in (PLAIN, best):
            ours, theirs = rates[OURS][clients], rates[peer][clients]
            ratio = Spread.of([a / b for a, b in zip(ours, theirs)])
            aim = RATE_AIM.get(clients) if peer == PLAIN else None
            report.add(
                f"{clients} HTTP clients, {side}×{side}",
                f"{statistics.median(ours):.1f} a second",
                f"FastAPI {statistics.median(theirs):.1f} ({peer})",
                ratio.text("{:.2f}"),
                f"≥ {aim:.0f}" if aim else "",
                verdict(ratio.median >= aim) if aim else "",
            )
    least = min((PLAIN, *tuned), key=lambda name: memory[name])
    share = memory[OURS] / memory[least]
    report.add(
        f"memory of daemon and page, {side}×{side}",
        f"{memory[OURS] / 1e6:.0f} MB",
        f"FastAPI {memory[least] / 1e6:.0f} MB ({least})",
        f"{share:.2f}",
        "≤ 1/3",
        verdict(share <= MEMORY_AIM),
    )
    report.figures[f"http serving {side}"] = {
        "requests a second per round": rates, "proportional bytes": memory,
    }


class _Server:
    """Processes that answer HTTP on a port."""

    path: str
    port: int

    def requests(self, images: list[bytes]) -> list[bytes]:
        return [http_load.request(image, self.path) for image in images]

    def processes(self) -> list[int]:
        raise NotImplementedError

    @property
    def proportional_bytes(self) -> int:
        """Their memory; what several share counts once."""
        texts = [Path(f"/proc/{process}/smaps_rollup").read_text() for process in self.processes()]
        return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) * 1024 for text in texts)


class _Ours(_Server):
    path = "/api/v1/classify"

    def __init__(self, programs: Programs, daemon: Daemon) -> None:
        self._daemon = daemon
        self._command = [
            programs.folder / "landcover-web", "--socket", daemon.socket, "--listen", "127.0.0.1:0",
        ]

    def __enter__(self) -> "_Ours":
        self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        for line in self._process.stderr:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                return self
        raise Broken("landcover-web did not start")

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def processes(self) -> list[int]:
        return [self._process.pid, self._daemon.process_id]


class _Peer(_Server):
    path = "/classify"

    def __init__(self, model: Path, side: int, way: str, threads: int, workers: int) -> None:
        script = Path(__file__).with_name("peer_web.py")
        self._command = [
            sys.executable, "-B", script, model, str(side), way, str(threads), str(workers),
        ]
        self._workers = workers

    def __enter__(self) -> "_Peer":
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        line = self._process.stdout.readline()
        if not line:
            raise Broken("the FastAPI server did not start; see above")
        self.port = int(line)
        self._await_answers()
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process.stdout.close()

    def processes(self) -> list[int]:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [self._process.pid, *map(int, children.split())]

    def _await_answers(self) -> None:
        """Until every worker has had the time to load its model, and answers are right in form."""
        address = f"http://127.0.0.1:{self.port}{self.path}"
        for _ in range(self._workers * 8):
            with urllib.request.urlopen(address, data=jpeg(0), timeout=120) as answer:
                shares = json.loads(answer.read())["probabilities"]
                if len(shares) != 10 or abs(sum(shares) - 1) > 1e-3:
                    raise Broken(f"the FastAPI server answered {shares}")
