"""How many calls the CRM takes: a number in a rolling window, shared by all who call.

Source: the vendor's documentation of API request limits; the window of its limits is 24 hours.
"""

from __future__ import annotations

from collections import deque
from threading import Lock

from continuity.clock import Clock

__all__ = ["DAILY_CALLS", "Quota"]

DAILY_CALLS = 100_000
_DAY_MS = 86_400_000
_SLICES = 1_440


class Quota:
    """Counts calls since it was made; those older than the window (milliseconds) count no more."""

    def __init__(self, clock: Clock, limit: int = DAILY_CALLS, window: int = _DAY_MS) -> None:
        self._clock = clock
        self._lock = Lock()
        self._slice = max(1, window // _SLICES)
        self._window = window
        self._slices: deque[tuple[int, int]] = deque()
        self.limit = limit

    def take(self) -> bool:
        """Count a call; False when there is none left, and then it is not counted."""
        with self._lock:
            if self._used() >= self.limit:
                return False
            start = self._clock.now() // self._slice
            before = self._slices.pop()[1] if self._slices and self._slices[-1][0] == start else 0
            self._slices.append((start, before + 1))
            return True

    @property
    def used(self) -> int:
        """Calls within the window."""
        with self._lock:
            return self._used()

    def _used(self) -> int:
        oldest = (self._clock.now() - self._window) // self._slice
        while self._slices and self._slices[0][0] <= oldest:
            self._slices.popleft()
        return sum(count for _, count in self._slices)
