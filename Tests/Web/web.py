"""`landcover-web` and the daemon behind it, as a browser's test needs them.

LANDCOVER_WEB_STANDIN names another program that plays both, for work on the page alone: it takes
`--listen`, says where it listens as `landcover-web` does, and obeys `daemon down` and `daemon up`
on its standard input.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "docs/samples"
STANDIN = os.environ.get("LANDCOVER_WEB_STANDIN")
LISTEN = ["--listen", "127.0.0.1:0"]


class Web:
    """A server of the page on a port of its own, over a daemon of its own."""

    def __init__(self, *daemon_options: str):
        self.options = daemon_options
        self.folder = tempfile.TemporaryDirectory()
        if STANDIN:
            self.daemon = None
            command = [*shlex.split(STANDIN), *LISTEN]
        else:
            sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
            from wire import BINARIES

            self.socket = f"{self.folder.name}/landcoverd.sock"
            self.daemon = self._started_daemon()
            command = [BINARIES / "landcover-web", "--socket", self.socket, *LISTEN]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1,
        )
        self.address = self._address()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        if self.daemon:
            self.daemon.close()
        self.folder.cleanup()

    def lose_daemon(self) -> None:
        """The daemon is killed."""
        if self.daemon:
            self.daemon.close()
            self.daemon = None
        else:
            self._tell_standin("daemon down")

    def regain_daemon(self) -> None:
        """Another daemon takes its place."""
        if STANDIN:
            self._tell_standin("daemon up")
        else:
            self.daemon = self._started_daemon()

    def ask(self, path: str, body: bytes | None = None) -> bytes:
        """What the server answers without a browser."""
        request = urllib.request.Request(self.address + path, data=body)
        if body is not None:
            request.add_header("Content-Type", "application/octet-stream")
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read()

    def _started_daemon(self):
        from wire import Daemon

        return Daemon(*self.options, socket_path=self.socket)

    def _address(self) -> str:
        for line in self.process.stderr:
            if found := re.search(r"listening on (http://\S+)", line):
                return found[1]
        raise AssertionError(f"{self.process.args[0]} ended with {self.process.wait()}")

    def _tell_standin(self, words: str) -> None:
        self.process.stdin.write(words + "\n")
