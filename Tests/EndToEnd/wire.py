"""Talks to the daemon in frames, soundly or not; starts and stops real daemons."""

import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_generated = tempfile.TemporaryDirectory()
subprocess.run(
    ["protoc", f"--proto_path={ROOT}/proto", f"--python_out={_generated.name}",
     "landcover/v1/landcover.proto"],
    check=True,
)
sys.path.insert(0, _generated.name)

from landcover.v1 import landcover_pb2 as pb  # noqa: E402

# A build of scripts/sanitize: it is slow, and its memory is mostly the sanitizer's.
SANITIZER = os.environ.get("LANDCOVER_SANITIZER", "")
SANITIZED = bool(SANITIZER)
SLOWNESS = 20 if SANITIZED else 1
takes_many_steps = unittest.skipIf(
    SANITIZER == "thread", "a step of a training takes a minute with every weight watched")
measures_memory = unittest.skipIf(SANITIZED, "measures memory, which is the sanitizer's")

BINARIES = Path(os.environ.get("LANDCOVER_BINARIES", ROOT / ".build/release"))
MODEL = ROOT / "Models/eurosat-resnet50.safetensors"
# What the shipped models say of the painted samples.
SAMPLE_CLASSES = {
    "annual-crop": "AnnualCrop", "forest": "Forest", "highway": "Highway",
    "residential": "Residential", "river": "River", "sea-lake": "SeaLake",
}

OK, CANCELLED, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND = 0, 1, 3, 4, 5
PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION = 7, 8, 9
UNIMPLEMENTED, INTERNAL, UNAVAILABLE = 12, 13, 14


def sample(name: str) -> bytes:
    return (ROOT / "docs/samples" / f"{name}.png").read_bytes()


def frame(message: bytes, flag: int = 0) -> bytes:
    return struct.pack(">BI", flag, len(message)) + message


def request(call_id: int, timeout_us: int = 0, **method) -> bytes:
    body = pb.Request(request_id=f"test-{call_id}", timeout_microseconds=timeout_us, **method)
    return frame(pb.Envelope(call_id=call_id, request=body).SerializeToString())


def classify(call_id: int, image: bytes, **options) -> bytes:
    return request(call_id, classify=pb.ClassifyRequest(image=image), **options)


def health(call_id: int) -> bytes:
    return request(call_id, health=pb.HealthRequest())


class Connection:
    """One client; a silent daemon is a failure after `patience` seconds."""

    def __init__(self, path: str, patience: float = 30):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self):
        """The next envelope, or None once the daemon has closed the connection."""
        header = self._take(5)
        if header is None:
            return None
        flag, length = struct.unpack(">BI", header)
        assert flag == 0
        return pb.Envelope.FromString(self._take(length))

    def _take(self, count: int):
        data = b""
        while len(data) < count:
            try:
                part = self.socket.recv(count - len(data))
            except ConnectionResetError:
                part = b""
            if not part:
                assert not data, "the daemon closed inside a frame"
                return None
            data += part
        return data


def start_activated(listener: socket.socket, *options: str, **environment: str) -> subprocess.Popen:
    """A daemon that is passed a listening socket, as systemd does."""
    # The shell's own process becomes the daemon, so that $LISTEN_PID is right.
    script = 'exec 3<&"$PASSED"; export LISTEN_PID=$$; exec "$@"'
    return subprocess.Popen(
        ["bash", "-c", script, "bash", BINARIES / "landcoverd", "--model", MODEL, *options],
        env=os.environ | {
            "LISTEN_FDS": "1", "LISTEN_FDNAMES": "landcoverd.socket",
            "PASSED": str(listener.fileno()),
        } | environment,
        pass_fds=[listener.fileno()],
        stderr=subprocess.DEVNULL,
    )


class Daemon:
    """A daemon of its own on a socket of its own."""

    def __init__(
        self,
        *options: str,
        socket_path: str | None = None,
        wait: bool = True,
        model: Path = MODEL,
        environment: dict[str, str] | None = None,
    ):
        self.folder = tempfile.TemporaryDirectory()
        self.path = socket_path or f"{self.folder.name}/landcoverd.sock"
        self.log = open(f"{self.folder.name}/log", "w+")
        self.process = subprocess.Popen(
            [BINARIES / "landcoverd", "--socket", self.path, "--model", model, *options],
            env=os.environ | (environment or {}),
            stderr=self.log,
            stdin=subprocess.DEVNULL,
        )
        if wait:
            self.wait_until_ready()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.stop(signal.SIGKILL)
        self.log.close()
        self.folder.cleanup()

    def wait_until_ready(self) -> None:
        for _ in range(3000):
            if self.process.poll() is not None:
                break
            try:
                with Connection(self.path) as connection:
                    connection.send(health(1))
                    if connection.receive() is not None:
                        return
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.01)
        raise AssertionError(f"the daemon did not become ready:\n{self.text()}")

    def stop(self, number: int = signal.SIGTERM, patience: float = 60) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(patience)

    def text(self) -> str:
        return Path(self.log.name).read_text()

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def resident_bytes(self) -> int:
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")
