"""landcover.v1 over a raw socket: frames are built before and read after the clock runs."""

import socket
import struct
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from report import Broken

HEADER = struct.Struct(">BI")
SCHEMAS = Path(__file__).resolve().parents[2] / "proto"
SCHEMA = "landcover/v1/landcover.proto"
MODEL_SERVICE = "landcover.v1.Landcover"


@cache
def envelope_class() -> type:
    """The class of `landcover.v1.Envelope`, from the schema."""
    with tempfile.NamedTemporaryFile() as file:
        command = ["protoc", f"--proto_path={SCHEMAS}", f"--descriptor_set_out={file.name}", SCHEMA]
        try:
            subprocess.run(command, check=True)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            raise Broken(f"protoc cannot read the schema ({error}); run scripts/setup") from error
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for each in files.file:
        pool.Add(each)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("landcover.v1.Envelope"))


def _frame(envelope: Any) -> bytes:
    message = envelope.SerializeToString()
    return HEADER.pack(0, len(message)) + message


def classify_frame(image: bytes, top_k: int = 1) -> bytes:
    envelope = envelope_class()(call_id=1)
    envelope.request.timeout_microseconds = 10_000_000
    envelope.request.classify.image = image
    envelope.request.classify.top_k = top_k
    return _frame(envelope)


def compare_frame(image: bytes, call: int = 1, seconds: float = 60) -> bytes:
    envelope = envelope_class()(call_id=call)
    envelope.request.timeout_microseconds = int(seconds * 1e6)
    envelope.request.compare.image = image
    envelope.request.compare.top_k = 1
    return _frame(envelope)


def health_frame() -> bytes:
    envelope = envelope_class()(call_id=1)
    envelope.request.timeout_microseconds = 1_000_000
    envelope.request.health.service = MODEL_SERVICE
    return _frame(envelope)


class Client:
    """One connection, one call at a time. A context manager."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(30)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def exchange(self, frame: bytes) -> bytes:
        """Sends a frame and returns the frame that answers it, unread but for its length."""
        self._socket.sendall(frame)
        answer = self._socket.recv(65536)
        while len(answer) < HEADER.size or len(answer) < HEADER.size + HEADER.unpack_from(answer)[1]:
            chunk = self._socket.recv(65536)
            if not chunk:
                raise Broken("the daemon closed the connection in the midst of a call")
            answer += chunk
        return answer

    def send(self, frame: bytes) -> None:
        """Sends a frame whose answer nobody reads."""
        self._socket.sendall(frame)

    def timed(self, frames: list[bytes], count: int) -> tuple[list[float], list[bytes]]:
        """Exchanges `count` frames, one after the other: microseconds of each, and the answers."""
        times, answers = [], []
        for index in range(count):
            frame = frames[index % len(frames)]
            start = time.perf_counter_ns()
            answer = self.exchange(frame)
            times.append((time.perf_counter_ns() - start) / 1_000)
            answers.append(answer)
        return times, answers

    def logits(self, image: bytes) -> list[float]:
        """Every class's logit, in the model's order."""
        response = read(self.exchange(classify_frame(image, top_k=0)))
        ranked = sorted(response.classify.predictions, key=lambda each: each.class_index)
        return [each.logit for each in ranked]

    def is_serving(self) -> bool:
        return read(self.exchange(health_frame())).health.serving_status == 1


def read(frame: bytes) -> Any:
    """The response in a frame; it must be OK."""
    envelope = envelope_class().FromString(frame[HEADER.size :])
    if not envelope.HasField("response") or envelope.response.status.code != 0:
        raise Broken(f"the daemon answered with an error: {envelope}")
    return envelope.response
