"""The limited rate of back-entry: so many a minute, of which a minute's worth can be saved up and no more.

So nothing comes in a rush after a pause, a relapse or a crash. It is kept in memory alone: who starts again, waits.
"""

from __future__ import annotations

__all__ = ["Pace"]

_MINUTE = 60_000


class Pace:
    """Times are scenario milliseconds."""

    def __init__(self, per_minute: int, at: int) -> None:
        self._per_minute = per_minute
        self._spent_until = at

    def allowed(self, at: int) -> int:
        """How many may go in now."""
        saved = min(_MINUTE, max(0, at - self._spent_until))
        return saved * self._per_minute // _MINUTE

    def spend(self, count: int, at: int) -> None:
        """So many went in."""
        begin = max(self._spent_until, at - _MINUTE)
        self._spent_until = begin + -(-count * _MINUTE // self._per_minute)
