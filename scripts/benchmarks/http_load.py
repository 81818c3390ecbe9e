"""A closed loop of HTTP clients: each asks again as soon as it has its answer.

One thread over epoll, requests made beforehand: the load takes as little of the cores as it can,
the same for everybody.
"""

import itertools
import selectors
import socket
import time
from dataclasses import dataclass, field

from report import Broken


def request(image: bytes, path: str) -> bytes:
    """A POST of an image."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/jpeg\r\n"
        f"Content-Length: {len(image)}\r\n\r\n"
    ).encode() + image


class Client:
    """One connection that is kept, one request at a time. A context manager."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> None:
        """Sends a request."""
        self.received = b""
        self.expected: int | None = None
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> bool:
        """Receives a part of the answer; whether that is whole."""
        part = self.socket.recv(1 << 16)
        if not part:
            raise Broken("the server closed a connection")
        self.received += part
        if self.expected is None:
            head, separator, _ = self.received.partition(b"\r\n\r\n")
            if not separator:
                return False
            if not head.startswith(b"HTTP/1.1 200"):
                raise Broken(f"the server answered {head.splitlines()[0].decode()}")
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
            self.expected = len(head) + 4 + int(fields[b"content-length"])
        return len(self.received) >= self.expected

    def exchange(self, request: bytes) -> bytes:
        """Sends a request and returns the whole answer."""
        self.ask(request)
        while not self.take():
            pass
        return self.received


@dataclass
class Load:
    """What a load came to."""

    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


def run(port: int, requests: list[bytes], clients: int, seconds: float) -> Load:
    """Asks for so long; latencies in microseconds."""
    selector = selectors.DefaultSelector()
    turns = itertools.cycle(requests)
    everyone = [Client(port) for _ in range(clients)]
    for client in everyone:
        selector.register(client.socket, selectors.EVENT_READ, client)
    start = time.perf_counter()
    load = Load(seconds)
    for client in everyone:
        client.ask(next(turns))
    while (now := time.perf_counter()) < start + seconds:
        for key, _ in selector.select(timeout=start + seconds - now):
            client = key.data
            if client.take():
                load.latencies.append((time.perf_counter() - client.sent_at) * 1e6)
                client.ask(next(turns))
    for client in everyone:
        client.socket.close()
    if not load.latencies:
        raise Broken(f"none of {clients} clients was answered in {seconds} s")
    return load
