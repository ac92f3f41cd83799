"""A kept-alive line to one server; each call has one deadline for all of it, and says how far it got.

A timeout per read would let a peer that drips hold us for ever, so a timer cuts the connection. A line that the
server closed while it lay idle is opened again only if nothing of the call can have been read: requests that write
are never sent twice from here. Proxies named in the environment are not used.
"""

from __future__ import annotations

import http.client
import selectors
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

from continuity.errors import ContinuityError

__all__ = ["LARGEST", "Line", "NoAnswer", "NotSent", "Reply"]

LARGEST = 64 * 1024 * 1024
"""Bytes of an answer that are read: far more than a search over one outage's numbers."""


class NotSent(ContinuityError):
    """No connection came about, so nothing can have been written."""


class NoAnswer(ContinuityError):
    """Something was sent and no whole answer came: it may have been written."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    body: bytes


class Line:
    """For one thread; ``close`` it when done."""

    def __init__(self, url: str, headers: Mapping[str, str], deadline_s: float) -> None:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=deadline_s)
        self._start = parts.path.rstrip("/")
        self._headers = dict(headers)
        self._deadline_s = deadline_s

    def call(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """One call; raises ``NotSent`` or ``NoAnswer``."""
        end = monotonic() + self._deadline_s
        sock = self._open()
        cut = Timer(max(0.0, end - monotonic()), _cut, (sock,))
        cut.daemon = True
        cut.start()
        try:
            reply = self._exchange(method, path, body)
            if monotonic() >= end:
                raise TimeoutError  # a body without a length looks whole after the cut
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            late = isinstance(problem, TimeoutError) or monotonic() >= end
            words = f"no answer within {self._deadline_s:g} s" if late else f"the answer was cut: {_told(problem)}"
            raise NoAnswer(words) from None
        except BaseException:
            self.close()
            raise
        finally:
            cut.cancel()
            cut.join()
        return reply

    def close(self) -> None:
        """Hang up; the next call connects anew."""
        self._connection.close()

    def _exchange(self, method: str, path: str, body: bytes | None) -> Reply:
        headers = {"Content-Type": "application/json", **self._headers} if body is not None else self._headers
        self._connection.request(method, self._start + path, body, headers)
        with self._connection.getresponse() as response:
            found = response.read(LARGEST + 1)
        if len(found) > LARGEST:
            raise http.client.HTTPException(f"more than {LARGEST} bytes")
        return Reply(response.status, found)

    def _open(self) -> socket.socket:
        sock = self._connection.sock
        if sock is not None and not _is_stale(sock):
            return sock
        self.close()
        try:
            return _connected(self._connection)
        except OSError as problem:
            self.close()
            raise NotSent(f"no connection: {_told(problem)}") from None


def _connected(connection: http.client.HTTPConnection) -> socket.socket:
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection.sock


def _is_stale(sock: socket.socket) -> bool:
    """Whether the server has hung up, or speaks without having been asked."""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(0))


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _told(problem: Exception) -> str:
    return str(problem) or type(problem).__name__
