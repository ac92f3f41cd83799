"""What the contract tests hold in their hands: the API, an upstream, a client socket."""

from __future__ import annotations

import http.client
import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PATIENCE = 10.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return str(self.json()["error"])


class Api:
    """Speaks to a server; a body may be text or bytes (sent as they are) or a value."""

    def __init__(self, port: int) -> None:
        self.port = port

    def call(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            payload = body if isinstance(body, str | bytes | None) else json.dumps(body)
            connection.request(method, path, payload, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.read(), {k.lower(): v for k, v in response.getheaders()})
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body: object = "") -> Answer:
        return self.call("POST", path, body)

    def patch(self, path: str, body: object) -> Answer:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", quote(path))

    def proxy(self, upstream: str, name: str = "crm") -> str:
        """Create a proxy; give its listen address."""
        made = self.post("/proxies", {"name": name, "listen": "127.0.0.1:0", "upstream": upstream})
        assert made.status == 201, made.body
        return str(made.json()["listen"])

    def toxic(self, kind: str, stream: str = "downstream", toxicity: float = 1.0, **attributes: int) -> Answer:
        """Add a toxic to the proxy ``crm``."""
        body = {"type": kind, "stream": stream, "toxicity": toxicity, "attributes": attributes}
        made = self.post("/proxies/crm/toxics", body)
        assert made.status == 200, made.body
        return made


class Upstream:
    """Listens; gives accepted sockets one by one."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        # A kernel may let a buffer grow to dozens of megabytes; one end of a path that is to fill up must not.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024 * 1024)
        self.listener.settimeout(PATIENCE)
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> Upstream:
        return self

    def __exit__(self, *exc: object) -> None:
        self.listener.close()

    def accept(self) -> socket.socket:
        sock, _ = self.listener.accept()
        sock.settimeout(PATIENCE)
        return sock


class Pair:
    """A client and the upstream's end of the same connection through a proxy."""

    def __init__(self, listen: str, upstream: Upstream) -> None:
        self.client = connect(listen)
        self.server = upstream.accept()

    def __enter__(self) -> Pair:
        return self

    def __exit__(self, *exc: object) -> None:
        self.client.close()
        self.server.close()

    def carries(self, data: bytes = b"ping") -> bool:
        """Whether data goes both ways unharmed."""
        self.client.sendall(data)
        if read_exactly(self.server, len(data)) != data:
            return False
        self.server.sendall(data)
        return read_exactly(self.client, len(data)) == data


def connect(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    sock = socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def read_exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            break
        data += piece
    return data


def read_to_end(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def is_quiet(sock: socket.socket, seconds: float) -> bool:
    """Whether neither data nor an end arrives for so long."""
    sock.settimeout(seconds)
    try:
        sock.recv(1)
    except TimeoutError:
        return True
    finally:
        sock.settimeout(PATIENCE)
    return False


def refuses(listen: str) -> bool:
    try:
        connect(listen).close()
    except ConnectionRefusedError:
        return True
    return False


class Stopwatch:
    """Milliseconds since it was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def millis(self) -> float:
        return (time.monotonic() - self._start) * 1000


def pattern(count: int) -> bytes:
    """Bytes in which a piece that is lost, doubled or moved is seen."""
    block = bytes(range(251)) * 400
    return (block * (count // len(block) + 1))[:count]


def fill(sock: socket.socket) -> int:
    """Send until nobody takes more for a while; give how much was sent."""
    data = pattern(64 * 1024 * 1024)
    sent = 0
    sock.settimeout(0.3)
    try:
        while sent < len(data):
            sent += sock.send(data[sent : sent + 65536])
    except TimeoutError:
        pass
    sock.settimeout(PATIENCE)
    assert sent < len(data)
    return sent
