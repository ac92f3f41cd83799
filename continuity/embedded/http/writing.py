"""Writing an answer (RFC 9112 4, RFC 9110 6.6.1)."""

from __future__ import annotations

import time
from http import HTTPStatus

from continuity.embedded.http.message import Answer

__all__ = ["as_bytes"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_bytes(answer: Answer, *, bodiless: bool, keep_open: bool, old: bool, now: float) -> bytes:
    """Render an answer; ``bodiless`` for HEAD, ``old`` for a client of HTTP/1.0, ``now`` in seconds since 1970."""
    lines = [f"HTTP/1.{0 if old else 1} {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    lines.append(f"Date: {_date(now)}")
    if answer.body or not (bodiless or answer.status == 204):
        lines.append(f"Content-Length: {len(answer.body)}")
    if keep_open == old:
        lines.append(f"Connection: {'keep-alive' if keep_open else 'close'}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + (b"" if bodiless else answer.body)


def _date(now: float) -> str:
    t = time.gmtime(now)
    day = f"{_DAYS[t.tm_wday]}, {t.tm_mday:02d} {_MONTHS[t.tm_mon - 1]} {t.tm_year}"
    return f"{day} {t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d} GMT"
