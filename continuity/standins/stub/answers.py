"""What a stub says, and to which requests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["KINDS", "Answer", "Tls", "shares"]

_PAGE = (
    "<!DOCTYPE html><html lang=en><title>Maintenance</title><h1>We will be back soon</h1>"
    "<p>The service is being maintained. Please try again later.</p></html>\n"
)
_RETRY = ("too-many-requests", "unavailable", "maintenance")

KINDS = {
    "too-many-requests": (429, "Too Many Requests", "application/json", '{"error": "too many requests"}\n'),
    "server-error": (500, "Internal Server Error", "application/json", '{"error": "internal error"}\n'),
    "unavailable": (503, "Service Unavailable", "application/json", '{"error": "service unavailable"}\n'),
    "maintenance": (503, "Service Unavailable", "text/html; charset=utf-8", _PAGE),
    "unauthorized": (401, "Unauthorized", "application/json", '{"error": "the session is over"}\n'),
    "wrong-body": (200, "OK", "application/json", '{"unexpected": true}\n'),
}
"""Status, its words, media type and usual body of each kind of answer (RFC 9110 15)."""


@dataclass(frozen=True, slots=True)
class Tls:
    """What a stub shows to clients (certificate and key, PEM files), and whom it expects upstream."""

    certificate: str
    key: str
    name: str
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One port: what is said to ``share`` percent of the requests; the others are passed on to ``upstream``."""

    id: str
    upstream: str
    kind: str
    share: int = 100
    retry_after: int = 60
    body: str | None = None
    tls: Tls | None = None

    def message(self, method: str) -> bytes:
        """The whole answer; the connection is closed after it."""
        status, words, media, usual = KINDS[self.kind]
        body = (usual if self.body is None else self.body).encode()
        head = [f"HTTP/1.1 {status} {words}", f"Content-Type: {media}", f"Content-Length: {len(body)}"]
        if self.kind in _RETRY:
            head.append(f"Retry-After: {self.retry_after}")
        if status == 401:
            head.append('WWW-Authenticate: Bearer error="invalid_token"')
        head += ["Cache-Control: no-store", "Connection: close", "", ""]
        return "\r\n".join(head).encode() + (b"" if method == "HEAD" else body)


def shares(percent: int, seed: int) -> Iterator[bool]:
    """Whether each next request is hit: exactly so many of a hundred, in an order that no client's rhythm meets."""
    dice = random.Random(seed)
    while True:
        block = [number < percent for number in range(100)]
        dice.shuffle(block)
        yield from block
