"""A landcoverd of our own, on a socket of its own."""

import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from programs import Programs
from report import Broken
from wire import Client

START_SECONDS = 60
STOP_SECONDS = 60
POLL_SECONDS = 0.001


@dataclass(frozen=True)
class Residence:
    """Resident bytes of a process: all, its own, and those of mapped files."""

    total: int
    own: int
    files: int


class Daemon:
    """Started and ready inside a `with`, stopped at its end."""

    def __init__(self, programs: Programs, model: Path, *options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="landcoverd-")
        self.socket = Path(self._folder.name) / "socket"
        self._log = open(Path(self._folder.name) / "log", "w+")
        self._command = [
            str(programs.folder / "landcoverd"),
            *("--socket", str(self.socket), "--model", str(model), "--log-level", "warning"),
            *options,
        ]

    def __enter__(self) -> "Daemon":
        start = time.perf_counter()
        self._process = subprocess.Popen(self._command, stdout=self._log, stderr=self._log)
        try:
            self._await_health(start + START_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        self.seconds_to_ready = time.perf_counter() - start
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        log = self._text()
        self._log.close()
        self._folder.cleanup()
        if status != 0:
            raise Broken(f"landcoverd ended with {status}: {log}")

    @property
    def process_id(self) -> int:
        return self._process.pid

    def connect(self) -> Client:
        return Client(self.socket)

    def residence(self) -> Residence:
        fields = dict(
            line.split(":", 1)
            for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        )
        total, own, files = (
            int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon", "RssFile")
        )
        return Residence(total, own, files)

    def _await_health(self, deadline: float) -> None:
        while True:
            try:
                with self.connect() as client:
                    if client.is_serving():
                        return
            except (FileNotFoundError, ConnectionRefusedError):
                pass
            if self._process.poll() is not None:
                raise Broken(f"landcoverd did not start: {self._text()}")
            if time.perf_counter() > deadline:
                raise Broken(f"landcoverd was not ready after {START_SECONDS} s: {self._text()}")
            time.sleep(POLL_SECONDS)

    def _text(self) -> str:
        self._log.seek(0)
        return self._log.read().strip()
