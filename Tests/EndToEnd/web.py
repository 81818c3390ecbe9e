"""`landcover-web` on a port of its own, and HTTP to it, as it should be or not."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
from dataclasses import dataclass

from wire import BINARIES


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Web:
    """A server of the page over the daemon at a socket, there or not."""

    def __init__(self, socket_path: str, *options: str, environment: dict[str, str] | None = None):
        self.process = subprocess.Popen(
            [BINARIES / "landcover-web", "--socket", socket_path, "--listen", "127.0.0.1:0", *options],
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for line in self.process.stderr:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise AssertionError(f"landcover-web ended with {self.process.wait()}")
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> tuple[int, str]:
        """Asks it to stop; its exit status and what it said since it listened."""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def connection(self, patience: float = 60) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)

    def ask(self, method: str, path: str, body=None, headers: dict[str, str] | None = None) -> Answer:
        connection = self.connection()
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def post(self, path: str, image: bytes, kind: str = "image/png", **headers: str) -> Answer:
        return self.ask("POST", path, image, {"Content-Type": kind, **headers})

    def socket(self, patience: float = 60) -> socket.socket:
        """A connection on which nothing is said yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience)

    @property
    def resident_bytes(self) -> int:
        """Memory that the process holds."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+) kB", status.read())[1]) * 1024

    @property
    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def form(image: bytes, name: str = "image", boundary: str = "frontier") -> tuple[bytes, str]:
    """An image as a browser's form sends it, and the form's type."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n\r\n'
    return head.encode() + image + f"\r\n--{boundary}--\r\n".encode(), (
        f"multipart/form-data; boundary={boundary}"
    )
