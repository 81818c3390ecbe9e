"""A closed loop of HTTP clients: each asks again as soon as it has its answer.

One thread over epoll, requests made beforehand: the load takes as little of the cores as it can,
the same for everybody.
"""

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


@dataclass
class Client:
    socket: socket.socket
    received: bytes = b""
    expected: int | None = None
    sent_at: float = 0

    def take(self, part: bytes) -> bool:
        """Adds what came; whether the answer is whole."""
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


@dataclass
class Load:
    """What a load came to."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    answer: bytes = b""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


def run(port: int, requests: list[bytes], clients: int, seconds: float) -> Load:
    """Asks for so long; latencies in microseconds."""
    selector = selectors.DefaultSelector()
    everyone = []
    for _ in range(clients):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = Client(connection)
        everyone.append(client)
        selector.register(connection, selectors.EVENT_READ, client)
    start = time.perf_counter()
    load = Load(seconds)
    turn = 0

    def ask(client: Client) -> None:
        nonlocal turn
        client.received, client.expected = b"", None
        client.sent_at = time.perf_counter()
        client.socket.sendall(requests[turn % len(requests)])
        turn += 1

    for client in everyone:
        ask(client)
    while (now := time.perf_counter()) < start + seconds:
        for key, _ in selector.select(timeout=max(0, start + seconds - now)):
            client = key.data
            part = client.socket.recv(1 << 16)
            if not part:
                raise Broken("the server closed a connection")
            if client.take(part):
                load.latencies.append((time.perf_counter() - client.sent_at) * 1e6)
                load.answer = client.received
                ask(client)
    for client in everyone:
        client.socket.close()
    return load
