"""A slow CRM, and the trap in it: calls that take long pile up, and a CRM takes only so many of them at once.

Source: the vendor's documentation of API limits: at most 25 concurrent calls that last longer than 20 s.
"""

from __future__ import annotations

from threading import Lock

from continuity.clock import Clock
from continuity.standins.crm.calls import quota_gone
from continuity.standins.crm.problems import crm_problem
from continuity.standins.switch.settings import Amount
from continuity.standins.switch.switch import Mode, Turn
from continuity.standins.web.messages import Answer, Request, as_json

__all__ = ["slow"]

_DELAY = Amount("delay_ms", 0, 60_000, 3_000)
_SHARE = Amount("share", 0, 100, 100)
_LONG = Amount("long_ms", 1, 60_000, 20_000)
_AT_ONCE = Amount("at_once", 1, 1_000, 25)


def slow(clock: Clock) -> Mode:
    """Lets a share of the requests wait; refuses any while too many have waited for long."""
    waiting = _Waiting(clock)

    def act(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
        if waiting.long(_LONG.of(turn.settings)) >= _AT_ONCE.of(turn.settings):
            problem = quota_gone("ConcurrentRequests")
            return as_json(problem.status, crm_problem(problem))
        if turn.falls_to(_SHARE.of(turn.settings)):
            waiting.sleep(_DELAY.of(turn.settings))
        return None

    return Mode("slow", act, (_DELAY, _SHARE, _LONG, _AT_ONCE))


class _Waiting:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._since: dict[int, int] = {}
        self._number = 0

    def long(self, long_ms: int) -> int:
        """How many have waited for so long by now."""
        with self._lock:
            return sum(self._clock.now() - since >= long_ms for since in self._since.values())

    def sleep(self, ms: int) -> None:
        """Wait, and be seen waiting."""
        with self._lock:
            self._number += 1
            number, self._since[self._number] = self._number, self._clock.now()
        try:
            self._clock.sleep(ms / 1000)
        finally:
            with self._lock:
                del self._since[number]
