"""One call with one deadline for all of it: connecting, sending, and every byte of the answer.

A timeout per read would let a peer that drips one byte a second hold us for ever, so a timer cuts the connection.
Proxies named in the environment are not used: what they point at may share the outage.
"""

from __future__ import annotations

import http.client
import socket
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

from continuity.errors import ContinuityError

__all__ = ["LARGEST", "Reply", "Silence", "get", "post"]

LARGEST = 8 * 1024 * 1024
"""Bytes of an answer that are read; a receiver's answer is a few hundred per record."""


class Silence(ContinuityError):
    """No whole answer came within the deadline, or no connection at all."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    body: bytes


def post(url: str, body: bytes, deadline_s: float) -> Reply:
    """Post JSON and read the whole answer; raises ``Silence``, which says what happened."""
    return _call("POST", url, body, deadline_s)


def get(url: str, deadline_s: float) -> Reply:
    """Ask, and read the whole answer; raises ``Silence``, which says what happened."""
    return _call("GET", url, None, deadline_s)


def _call(method: str, url: str, body: bytes | None, deadline_s: float) -> Reply:
    parts = urlsplit(url)
    https = parts.scheme == "https"
    connection = (http.client.HTTPSConnection if https else http.client.HTTPConnection)(
        parts.hostname or "", parts.port, timeout=deadline_s
    )
    end = monotonic() + deadline_s
    try:
        connection.connect()
        return _exchange(connection, method, parts.path or "/", body, end)
    except TimeoutError:
        raise Silence(f"no answer within {deadline_s:g} s") from None
    except (OSError, http.client.HTTPException) as problem:
        late = monotonic() >= end
        raise Silence(f"no answer within {deadline_s:g} s" if late else _told(problem)) from None
    finally:
        connection.close()


def _exchange(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, end: float) -> Reply:
    cut = Timer(max(0.0, end - monotonic()), _cut, (connection.sock,))
    cut.daemon = True
    cut.start()
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", "Connection": "close"})
        with connection.getresponse() as response:
            reply = Reply(response.status, response.read(LARGEST))
    finally:
        cut.cancel()
        cut.join()
    if monotonic() >= end:
        raise TimeoutError  # a body without a length looks whole after the cut
    return reply


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _told(problem: Exception) -> str:
    return f"no whole answer: {str(problem) or type(problem).__name__}"
