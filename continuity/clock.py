"""Time as the rest of the house sees it: integer milliseconds since 1970, UTC.

Real time is what clocks on the wall show; scenario time is real time since the start of a
run multiplied by the drill's speed, pauses left out (see ``run.time``).
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Protocol

__all__ = ["Clock", "ManualClock", "SystemClock", "from_iso", "on_the_wall", "to_iso"]

_EPOCH = datetime(1970, 1, 1)
"""UTC, as all that is written here; without saying so it is written in half the time."""


class Clock(Protocol):
    """What drivers and edges need to know of time."""

    def now(self) -> int:
        """Milliseconds since 1970, UTC."""

    def monotonic(self) -> float:
        """Seconds on a clock that never steps back."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds on a clock that never steps back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        if seconds > 0:
            time.sleep(seconds)


class ManualClock:
    """A clock that moves when it is told to; sleeping moves it."""

    def __init__(self, now: int = 1_767_225_600_000) -> None:
        self._now = now

    def now(self) -> int:
        """Milliseconds since 1970, UTC."""
        return self._now

    def monotonic(self) -> float:
        """The same time in seconds."""
        return self._now / 1000

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.advance(round(seconds * 1000))

    def advance(self, millis: int) -> None:
        """Move on by that many milliseconds."""
        self._now += millis


def to_iso(millis: int) -> str:
    """Write a time as ``2026-11-22T10:00:00.000Z`` (RFC 3339, three decimals)."""
    return f"{(_EPOCH + timedelta(milliseconds=millis)).isoformat(timespec='milliseconds')}Z"


def from_iso(text: str) -> int:
    """Read an RFC 3339 time with a zone; raises ``ValueError`` without one."""
    stamp = datetime.fromisoformat(text)
    if stamp.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; write 2026-11-22T10:00:00Z")
    return round(stamp.timestamp() * 1000)


def on_the_wall(at: int, time_zone: str) -> str:
    """Milliseconds as people there read them, to the minute: ``2026-11-22 16:30``."""
    from zoneinfo import ZoneInfo  # whoever takes a fault out starts without it

    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(time_zone)):%Y-%m-%d %H:%M}"
