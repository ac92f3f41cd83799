"""One HTTP call with one deadline for all of it: connecting, sending, and every byte of the answer."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from continuity.errors import ContinuityError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["NoAnswer", "NotSent", "Place", "Reply", "call"]


class NotSent(ContinuityError):
    """No connection came about, so the other side cannot have read anything."""


class NoAnswer(ContinuityError):
    """Something was sent and no whole answer came: the other side may have done it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to call."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    body: bytes


class _DeadlineSocket(socket.socket):
    """A socket whose reads share one deadline; a timeout per read would let a dripping peer hold us for ever."""

    deadline = 0.0

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """Read within what is left of the time."""
        self.settimeout(self.left())
        return super().recv_into(buffer, nbytes, flags)

    def left(self) -> float:
        """Seconds until the deadline; raises ``TimeoutError`` when it has passed."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left


def call(place: Place, method: str, path: str, body: bytes, headers: Mapping[str, str], within_ms: int) -> Reply:
    """Call and read the whole answer; raises `NotSent` or `NoAnswer`."""
    with _DeadlineSocket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.deadline = monotonic() + within_ms / 1000
        _connect(sock, place)
        connection = http.client.HTTPConnection(place.host, place.port)
        connection.sock = sock
        try:
            sock.settimeout(sock.left())
            connection.request(method, path, body, {**headers, "Connection": "close"})
            with connection.getresponse() as response:
                return Reply(response.status, response.read())
        except (OSError, http.client.HTTPException) as problem:
            raise NoAnswer(f"no whole answer: {_told(problem)}") from None
        finally:
            connection.close()


def _connect(sock: _DeadlineSocket, place: Place) -> None:
    try:
        sock.settimeout(sock.left())
        sock.connect((place.host, place.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as problem:
        raise NotSent(f"no connection: {_told(problem)}") from None


def _told(problem: Exception) -> str:
    return str(problem) or type(problem).__name__
