"""Orders in flight: read from the order app when the CRM fails, looked for in the CRM before anything is entered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from continuity.backentry import Target, holds
from continuity.clock import Clock
from continuity.conductor.app_log import SOURCE, AppOrder, LogReader
from continuity.conductor.errand import Errand, Free, Results
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError
from continuity.events import Body
from continuity.events.lifecycle import Warned
from continuity.events.stations import InFlight, InFlightLookedAt
from continuity.ledger.cards import without_cards
from continuity.run.clocks import read_clocks

__all__ = ["Looking"]

_CALL_MS = 2_000
"""How long a call of the order app can hang before it knows that it failed."""


class Looking:
    """``log`` reads the order app's own log, none where the run has none; ``target`` opens the CRM."""

    def __init__(self, desk: Desk, log: LogReader | None, target: Callable[[], Target] | None, clock: Clock) -> None:
        self._desk = desk
        self._log = log
        self._target = target
        self._clock = clock

    def due(self, free: Free) -> Iterator[Errand]:
        """Reading the app's log, once, when what was under way must have come to an end."""
        if self._log is None or not free("app log") or SOURCE in self._desk.state.ledger.stations.in_flight:
            return
        t0 = read_clocks(self._desk.state).get("t0")
        if t0 is not None and self._clock.now() > t0.at + 2 * _CALL_MS:
            yield Errand("app log", lambda: self._read(t0.at))

    def _read(self, t0: int) -> Results:
        assert self._log is not None
        orders = self._log()
        return lambda: [] if orders is None else [InFlight(SOURCE, _under_way(orders, t0))]

    def looks(self, free: Free) -> Iterator[Errand]:
        """Looking for each in the CRM by its number; which ones is read from the run before the errand is sent off."""
        if not free("in flight"):
            return
        unlooked = [(one.source, one.unlooked) for one in self._desk.state.ledger.stations.in_flight.values()]
        yield Errand("in flight", lambda: self._look(unlooked))

    def _look(self, unlooked: Sequence[tuple[str, tuple[str, ...]]]) -> Results:
        assert self._target is not None
        bodies: list[Body] = []
        try:
            with closing(self._target()) as target:
                for source, numbers in unlooked:
                    held = holds(target, numbers)
                    absent = tuple(number for number in numbers if number not in held)
                    bodies.append(InFlightLookedAt(source, tuple(sorted(held)), absent))
        except ContinuityError as problem:
            bodies.append(Warned(f"what was in flight could not be looked for: {_words(problem)}"))
        return lambda: bodies


def _under_way(orders: tuple[AppOrder, ...], t0: int) -> tuple[str, ...]:
    return tuple(one.number for one in orders if not one.accepted and one.at <= t0 + _CALL_MS)


def _words(problem: ContinuityError) -> str:
    return without_cards(f"{problem.message}. {problem.hint}" if problem.hint else problem.message)
