"""A server that plays OpenAI's chat completions over real TLS, its documented failures included.

What it does next is a `Script`: behaviours, each of which answers one request; the last one goes on
for ever. Its certificates are made by an authority of its own.
"""

import datetime
import gzip
import ipaddress
import json
import os
import socket
import ssl
import struct
import tempfile
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CLASSES = [
    "AnnualCrop", "Forest", "HerbaceousVegetation", "Highway", "Industrial", "Pasture",
    "PermanentCrop", "Residential", "River", "SeaLake",
]


class Authority:
    """Makes certificates that only who asks for its file trusts."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "landcover test authority")])
        builder = self._builder(self.name, self.key.public_key(), self._now(-1), self._now(30))
        builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
        self.path = Path(self.folder.name, "authority.pem")
        self.path.write_bytes(
            builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    @staticmethod
    def _now(days: float) -> datetime.datetime:
        return datetime.datetime.utcnow() + datetime.timedelta(days=days)

    def _builder(self, subject, key, begin, end):
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
        )

    def context(self, host: str = "127.0.0.1", expired: bool = False) -> ssl.SSLContext:
        """What a server proves itself with."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        begin, end = (-20, -10) if expired else (-1, 10)
        try:
            name = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            name = x509.DNSName(host)
        builder = self._builder(subject, key.public_key(), self._now(begin), self._now(end))
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), critical=False)
        certificate = builder.sign(self.key, hashes.SHA256())
        path = Path(self.folder.name, f"{certificate.serial_number}.pem")
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption())
            + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def close(self) -> None:
        self.folder.cleanup()


class Request:
    """What a client sent."""

    def __init__(self, line: str, fields: dict[str, str], body: bytes):
        self.line, self.fields, self.body = line, fields, body

    @property
    def json(self) -> dict:
        return json.loads(self.body)


def completion(content=None, *, model="gpt-4o-2024-08-06", finish="stop", refusal=None,
               usage=(310, 40), **message) -> dict:
    """The body of a chat completion."""
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model,
        "choices": [{
            "index": 0, "finish_reason": finish, "logprobs": None,
            "message": {"role": "assistant", "content": content, "refusal": refusal, **message},
        }],
        "usage": {
            "prompt_tokens": usage[0], "completion_tokens": usage[1],
            "total_tokens": sum(usage), "prompt_tokens_details": {"cached_tokens": 0},
        },
    }


def opinion(label="River", confidence=0.85, reason="A dark band winds through fields.") -> str:
    return json.dumps({"class": label, "confidence": confidence, "reason": reason})


def error(message: str, kind: str, code: str | None = None, param: str | None = None) -> dict:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def reply(status: int, body, **fields):
    """Answers with a whole body; a dict is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in fields.items()}

    def behave(connection, _request):
        head = {"Content-Type": "application/json", "x-request-id": "req_test"} | names
        connection.sendall(head_of(status, head | {"Content-Length": str(len(content))}) + content)

    return behave


def head_of(status: int, fields: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} X"] + [f"{name}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answers(label="River", **options):
    return reply(200, completion(opinion(label, **options)))


def chunked(connection, _request):
    body = json.dumps(completion(opinion())).encode()
    connection.sendall(head_of(200, {"Transfer-Encoding": "chunked"}))
    for start in range(0, len(body), 100):
        part = body[start:start + 100]
        connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    connection.sendall(b"0\r\n\r\n")


def compressed(connection, request):
    assert "gzip" in request.fields["accept-encoding"], request.fields
    body = gzip.compress(json.dumps(completion(opinion())).encode())
    fields = {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
    connection.sendall(head_of(200, fields) + body)


def slow_head(connection, _request):
    """A byte a second, for as long as the client wants."""
    for byte in head_of(200, {"Content-Length": "2"}) * 100:
        connection.sendall(bytes([byte]))
        time.sleep(1)


def slow_body(connection, _request):
    connection.sendall(head_of(200, {"Content-Length": "1000"}))
    for _ in range(1000):
        connection.sendall(b" ")
        time.sleep(1)


def reset(connection, _request):
    """Ends in the middle of the body, without goodbye."""
    body = json.dumps(completion(opinion())).encode()
    connection.sendall(head_of(200, {"Content-Length": str(len(body))}) + body[:100])
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Closing it would wait for the stream that reads from it.
    os.close(connection.detach())


def endless(connection, _request):
    """A hundred megabytes."""
    connection.sendall(head_of(200, {"Content-Length": str(100 << 20)}))
    for _ in range(1600):
        connection.sendall(b" " * 65_536)


def silence(connection, _request):
    time.sleep(600)


class ModelAPI:
    """A server on a port of its own."""

    def __init__(self, *script, context: ssl.SSLContext | None = None):
        self.script = list(script) or [answers()]
        self.requests: list[Request] = []
        self.connections = 0
        self.open = 0
        self._context = context
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        scheme = "https" if self._context else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def play(self, *script) -> None:
        """Begins another script, and forgets what was asked."""
        with self._lock:
            self.script, self.requests = list(script), []

    def close(self) -> None:
        self._listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection) -> None:
        with self._lock:
            self.connections += 1
            self.open += 1
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            while request := self._read(stream):
                with self._lock:
                    self.requests.append(request)
                    behave = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                behave(connection, request)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()
            with self._lock:
                self.open -= 1

    @staticmethod
    def _read(stream) -> Request | None:
        line = stream.readline().decode().strip()
        if not line:
            return None
        fields = {}
        while field := stream.readline().decode().strip():
            name, value = field.split(":", 1)
            fields[name.lower()] = value.strip()
        return Request(line, fields, stream.read(int(fields.get("content-length", 0))))


def without_image(body: dict) -> dict:
    """A request's body whose image is left out."""
    copy = json.loads(json.dumps(body))
    for part in copy["messages"][-1]["content"]:
        if part["type"] == "image_url":
            part["image_url"]["url"] = part["image_url"]["url"].split(",")[0] + ",…"
    return copy
