"""The books: what the CRM and every other station show, read at one time, and held against every number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from continuity.backentry import Target, holds
from continuity.conductor.app_log import SOURCE, AppOrder, LogReader
from continuity.conductor.errand import Errand, Free, Results
from continuity.conductor.traffic import APP_PREFIX
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError
from continuity.events import Body
from continuity.events import stations as seen
from continuity.events.ledger import SystemRead, SystemRecord
from continuity.events.lifecycle import Warned
from continuity.handoffs import read_documents
from continuity.ledger.cards import without_cards
from continuity.ledger.decide import compare_books
from continuity.ledger.elsewhere import AppSale, ordered_elsewhere
from continuity.ledger.numbers import series
from continuity.ledger.readings import in_parts
from continuity.ledger.reconcile import kept
from continuity.plan import Receiver
from continuity.run.books import comparison, leaks

__all__ = ["Comparing"]

_DEADLINE_S = 5.0
_Log = tuple[AppOrder, ...] | None


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    form: str
    prefix: str
    drill_prefix: str | None
    """Set where a drill's number may not be: it is searched for too."""
    in_flight: tuple[str, ...]
    handed_in: Mapping[str, tuple[SystemRecord, ...]]
    """Source -> what an order app saw accepted, as somebody handed it in."""


class Comparing:
    """``receivers`` with their addresses; ``log`` reads the order app's own log, where the run has one.

    Without a ``target`` somebody has counted what the CRM shows, and the other stations are read.
    """

    def __init__(
        self, desk: Desk, receivers: Mapping[str, Receiver], target: Callable[[], Target] | None, log: LogReader | None
    ) -> None:
        self._desk = desk
        self._receivers = receivers
        self._target = target
        self._log = log

    def due(self, free: Free) -> Iterator[Errand]:
        """A comparison that somebody asked for."""
        state = self._desk.state
        step = state.step(state.compare_requested) if state.compare_requested else None
        if step is None or step.step.reconcile is None or not free("books"):
            return
        form_id = step.step.reconcile
        numbering = state.plan.forms()[form_id].numbering
        leaked = None if state.is_drill else numbering.drill_prefix
        flying = state.ledger.stations.in_flight.get(SOURCE)
        prefix = series(numbering, drill=state.is_drill).prefix
        handed_in = dict(state.ledger.stations.accepted)
        wanted = _Wanted(step.key, form_id, prefix, leaked, flying.numbers if flying else (), handed_in)
        yield Errand("books", lambda: self._read(wanted))

    def _read(self, wanted: _Wanted) -> Results:
        """The app's log before the CRM: what it saw accepted by then must be there."""
        log = self._log() if self._log else None
        if self._target is not None:
            return self._read_crm(wanted, self._target, log)
        documents = self._documents(wanted)
        return lambda: self._compared(wanted, documents, log)

    def _read_crm(self, wanted: _Wanted, open_target: Callable[[], Target], log: _Log) -> Results:
        try:
            with closing(open_target()) as target:
                found = target.search(wanted.prefix)
                found += target.search(wanted.drill_prefix) if wanted.drill_prefix else ()
                bodies = [] if log is None else _against_log(wanted, log, target.search(APP_PREFIX))
                bodies += [_one_by_one(wanted.form, *log, target) for log in wanted.handed_in.items()]
        except ContinuityError as problem:
            words = without_cards(problem.message)
            return lambda: [Warned(f"the CRM could not be read: {words}")]
        bodies += self._documents(wanted)
        return lambda: self._compared(wanted, [*self._shown(wanted, found), *bodies], log)

    def _shown(self, wanted: _Wanted, found: tuple[SystemRecord, ...]) -> Iterator[Body]:
        form = self._desk.state.plan.forms()[wanted.form]
        return in_parts(SystemRead(wanted.form, wanted.prefix, kept(form, found)))

    def _documents(self, wanted: _Wanted) -> list[Body]:
        bodies: list[Body] = []
        for id, receiver in self._receivers.items():
            if receiver.makes is None:
                continue
            found = read_documents(receiver, receiver.makes, _DEADLINE_S)
            if isinstance(found, str):
                bodies.append(Warned(f"the {receiver.makes} of {id} could not be read: {without_cards(found)}"))
            else:
                ours = tuple(one for one in found if one.number.upper().startswith(wanted.prefix.upper()))
                bodies += in_parts(seen.StationRead(wanted.form, id, receiver.makes, ours))
        return bodies

    def _compared(self, wanted: _Wanted, read: Sequence[Body], log: _Log) -> list[Body]:
        self._desk.refresh()
        if dict(self._desk.state.ledger.stations.accepted) != wanted.handed_in:
            return []  # a log came in meanwhile, so what is on it was not looked for: once more
        self._desk.record([*read, *self._elsewhere(wanted, log)])
        state = self._desk.state
        compared = compare_books(state.ledger, wanted.form, comparison(state, wanted.form), key=wanted.key)
        return [*leaks(compared), compared]

    def _elsewhere(self, wanted: _Wanted, log: _Log) -> list[Body]:
        """Who ordered by hand and at the app as well; nothing where that is known, or the log could not be read."""
        if log is None:
            return []
        state = self._desk.state
        sales = (AppSale(one.number, (one.customer,), one.at) for one in log)
        found = ordered_elsewhere(state.ledger, wanted.form, state.plan.forms()[wanted.form], sales)
        known = state.ledger.stations.elsewhere.get((wanted.form, SOURCE), {})
        return [] if found == known else [seen.OrderedElsewhere(wanted.form, SOURCE, found)]


def _one_by_one(form: str, source: str, accepted: tuple[SystemRecord, ...], target: Target) -> Body:
    """By number: whatever the app's numbers look like, a read by key is exact."""
    there = holds(target, [record.number for record in accepted])
    forgotten = tuple(record for record in accepted if record.number not in there)
    return seen.AppLogCompared(form, source, len(accepted), forgotten)


def _against_log(wanted: _Wanted, log: tuple[AppOrder, ...], held: tuple[SystemRecord, ...]) -> list[Body]:
    there = {record.number for record in held}
    accepted = [one for one in log if one.accepted]
    forgotten = (one for one in accepted if one.number not in there)
    records = tuple(SystemRecord(one.number, "", one.total_minor, one.currency) for one in forgotten)
    bodies: list[Body] = [seen.AppLogCompared(wanted.form, SOURCE, len(accepted), records)]
    if wanted.in_flight:
        found = tuple(number for number in wanted.in_flight if number in there)
        absent = tuple(number for number in wanted.in_flight if number not in there)
        bodies.append(seen.InFlightLookedAt(SOURCE, found, absent))
    return bodies
