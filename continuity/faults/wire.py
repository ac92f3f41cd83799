"""One HTTP call with one deadline for all of it: connecting, sending, every byte of the answer.

Plain ``http.client``: proxies of the environment are not used, nothing is retried, nothing is kept open.
Only looking up a host name cannot be cut short; healing waits for it on a thread that it can leave behind.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from continuity.clock import Clock
from continuity.errors import ContinuityError
from continuity.faults.address import address_of
from continuity.faults.promise import ServerRef
from continuity.faults.shapes import Misshapen, parse
from continuity.faults.token import VARIABLE

__all__ = ["UNHURRIED_S", "CallFailed", "NoAnswer", "NoConnection", "Reply", "TokenWanted", "Wire", "segment"]

UNHURRIED_S = 5.0
"""How long a call may take where nobody waits for a fault to come out; healing gives less."""
_LARGEST_ANSWER = 4_000_000


class CallFailed(ContinuityError):
    """A call to a server did not do what it was for; like a refusal, when nothing of it remains."""

    exit_code = 4


class NoAnswer(CallFailed):
    """The server was reached and gave no whole answer in time; the call may have worked."""


class NoConnection(CallFailed):
    """The server was not reached; ``refused`` when nothing listens there."""

    def __init__(self, message: str, *, refused: bool) -> None:
        super().__init__(message, "See that the server runs and that its address is right.")
        self.refused = refused


class TokenWanted(CallFailed):
    """The server does nothing for who does not know its token."""

    def __init__(self, server: ServerRef) -> None:
        said = "does not take the token that was sent" if server.token else "wants a token, and none was sent"
        elsewhere = "" if server.token else " Where TOXIPROXY_URL is set, it is sent to that server alone."
        super().__init__(
            f"{server.url}: this server {said}: set {VARIABLE}",
            f"It is the text in the server's --token-file.{elsewhere}",
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said: the HTTP status and the raw body."""

    status: int
    body: bytes

    @property
    def value(self) -> object:
        """The body as JSON; ``None`` when it is empty; raises ``Misshapen``."""
        return parse(self.body) if self.body.strip() else None

    @property
    def words(self) -> str:
        """The status with what the server said about it, in one line (bodies may be JSON, text or an HTML page)."""
        try:
            value = self.value
        except Misshapen:
            value = None
        said = value.get("error") if isinstance(value, dict) else None
        said = said.get("message") if isinstance(said, dict) else said
        return f"{self.status} {said}" if isinstance(said, str) else f"HTTP status {self.status}"


class Wire:
    """Calls to one server; raises ``UsageProblem`` for what can be no server's address."""

    def __init__(self, server: ServerRef, clock: Clock, seconds: float = 2.0) -> None:
        self.server = server
        self.clock = clock
        self.seconds = seconds
        address = address_of(server.url)
        self._host, self._port, self._base = address.host, address.port, address.base

    @property
    def loopback(self) -> bool:
        """Whether the address means a different server on every machine."""
        return self._host in ("localhost", "::1") or self._host.startswith("127.")

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Reply:
        """Make one call; raises ``NoConnection``, ``NoAnswer`` or ``TokenWanted``, for nothing else that is said."""
        until = self.clock.monotonic() + self.seconds
        connection = http.client.HTTPConnection(self._host, self._port)
        try:
            connection.sock = self._connect(until)
            reply = self._exchange(connection, method, self._base + path, body)
        except (OSError, http.client.HTTPException) as problem:
            why = _reason(problem, self.seconds)
            raise NoAnswer(f"{self.server.url} gave no whole answer to {method} {path}: {why}") from problem
        finally:
            connection.close()
        if reply.status == 401:
            raise TokenWanted(self.server)
        return reply

    def _connect(self, until: float) -> _TimedSocket:
        refused = False
        try:
            for family, kind, protocol, _, address in socket.getaddrinfo(self._host, self._port, 0, socket.SOCK_STREAM):
                sock = _TimedSocket(family, kind, protocol)
                sock.keep_to(self.clock, until)
                try:
                    sock.connect(address)
                except OSError as error:
                    sock.close()
                    refused, problem = isinstance(error, ConnectionRefusedError), error
                else:
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    return sock
        except OSError as error:
            problem = error
        why = _reason(problem, self.seconds)
        raise NoConnection(f"{self.server.url} cannot be reached: {why}", refused=refused) from problem

    def _exchange(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: Mapping[str, object] | None
    ) -> Reply:
        headers = {"Connection": "close", "User-Agent": "continuity"}
        if self.server.token:
            headers["Authorization"] = f"Bearer {self.server.token}"
        data = json.dumps(body).encode() if body is not None else None
        if data is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, data, headers)
        with connection.getresponse() as response:
            # A silent proxy in the way may send without end.
            content = response.read(_LARGEST_ANSWER)
            if response.length:
                raise http.client.IncompleteRead(content, response.length)
            return Reply(response.status, content)


class _TimedSocket(socket.socket):
    """A socket whose every wait ends at one moment; plain sockets start their time-out anew at each byte."""

    _clock: Clock
    _until: float

    def keep_to(self, clock: Clock, until: float) -> None:
        self._clock = clock
        self._until = until
        self._wind()

    def connect(self, address: object) -> None:
        self._wind()
        super().connect(address)  # type: ignore[arg-type]

    def recv_into(self, *arguments: object) -> int:
        self._wind()
        return super().recv_into(*arguments)  # type: ignore[arg-type]

    def sendall(self, *arguments: object) -> None:
        self._wind()
        super().sendall(*arguments)  # type: ignore[arg-type]

    def _wind(self) -> None:
        left = self._until - self._clock.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(left)


def segment(name: str) -> str:
    """Write a name as one segment of a path."""
    return quote(name, safe="")


def _reason(problem: Exception, seconds: float) -> str:
    if isinstance(problem, TimeoutError):
        return f"nothing within {seconds:g} s"
    if isinstance(problem, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(problem, http.client.IncompleteRead):
        return "the answer was cut short"
    return (getattr(problem, "strerror", None) or str(problem) or type(problem).__name__).lower()
