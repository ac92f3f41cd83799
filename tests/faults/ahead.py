"""A clock that can be put ahead of the real one, which goes on meanwhile."""

from __future__ import annotations

from continuity.clock import SystemClock


class Ahead:
    """Waits are short; ``ahead_ms`` is how far it is ahead."""

    def __init__(self, ahead_ms=0):
        self._real = SystemClock()
        self.ahead_ms = ahead_ms

    def now(self):
        return self._real.now() + self.ahead_ms

    def monotonic(self):
        return self._real.monotonic()

    def sleep(self, seconds):
        self._real.sleep(min(seconds, 0.005))
