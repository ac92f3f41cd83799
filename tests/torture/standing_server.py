"""A Toxiproxy server that outlives every run, so that a fault could really be left on it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

__all__ = ["LockedUp", "StandingServer", "engines"]


class LockedUp(Exception):
    """The server takes connections and answers none of them."""


def engines() -> list[str]:
    """The kinds of server that can be started here."""
    return ["embedded", *(["real"] if shutil.which("toxiproxy-server") else [])]


class StandingServer:
    """``gate`` is listen and upstream of a proxy that stands on it; others' toxics lie on another one."""

    def __init__(self, engine: str, token: Path | None = None) -> None:
        self.engine = engine
        self._headers = {"Authorization": f"Bearer {token.read_text()}"} if token else {}
        more = ("--token-file", str(token)) if token else ()
        self._process, self.port = _real() if engine == "real" else _embedded(0, *more)
        try:
            self.url = f"http://127.0.0.1:{self.port}"
            self._await()
            upstream = f"127.0.0.1:{self.port}"
            made = self._call("POST", "/proxies", {"name": "gate", "listen": "127.0.0.1:0", "upstream": upstream})
            self.gate = (made["listen"], upstream)
            self._call("POST", "/proxies", {"name": "others", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:9"})
            self._call("POST", "/proxies/others/toxics", {"name": "theirs", "type": "latency", "attributes": {}})
            self.baseline = self.state()
        except BaseException:
            self.close()
            raise

    def state(self) -> dict[str, Any]:
        """Every proxy with its toxics, as the server shows them; raises ``LockedUp``."""
        try:
            found: dict[str, Any] = self._call("GET", "/proxies", None)
        except TimeoutError as problem:
            raise LockedUp(f"the {self.engine} server has locked up") from problem
        return found

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    def restart(self) -> None:
        """End it and start it anew on its port: it has forgotten everything."""
        self.close()
        self._process, _ = _embedded(self.port)
        self._await()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def _call(self, method: str, path: str, body: object) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), self._headers)
            reply = connection.getresponse()
            text = reply.read()
            assert reply.status < 300, (method, path, reply.status, text)
            return json.loads(text) if text else None
        finally:
            connection.close()

    def _await(self) -> None:
        until = time.monotonic() + 15
        while True:
            try:
                self._call("GET", "/proxies", None)
                return
            except OSError:
                assert self._process.poll() is None, "the server ended at once"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.02)


def _real() -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["toxiproxy-server", "-host", "127.0.0.1", "-port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), port


def _embedded(port: int = 0, *more: str) -> tuple[subprocess.Popen[bytes], int]:
    command = [sys.executable, "-m", "continuity.embedded", "--port", str(port), *more]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    return process, int(process.stdout.readline().split()[-1].rpartition(b":")[2])
