"""What the other systems showed, as a fold: what was in flight, the order app's log, documents, payments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from continuity.events import Body
from continuity.events import stations as said
from continuity.events.ledger import SystemRead, SystemRecord
from continuity.ledger.readings import Documents, Held, Payments, documents, held, payments, together

__all__ = ["AppLog", "InFlight", "Stations"]

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InFlight:
    """Orders that were under way when the CRM failed; ``held`` and ``absent`` once somebody looked for them."""

    source: str
    numbers: tuple[str, ...]
    held: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def unlooked(self) -> tuple[str, ...]:
        """Those of which nobody knows yet."""
        known = self.held | self.absent
        return tuple(number for number in self.numbers if number not in known)


@dataclass(frozen=True, slots=True)
class AppLog:
    """The order app's log against the CRM, when it was last compared."""

    source: str
    accepted: int
    forgotten: tuple[SystemRecord, ...]


@dataclass(slots=True)
class Stations:
    """The last word of each station; only ``apply`` changes it."""

    in_flight: dict[str, InFlight] = field(default_factory=dict)
    """By source."""
    accepted: dict[str, tuple[SystemRecord, ...]] = field(default_factory=dict)
    """What the order app saw accepted, by source, where somebody handed its log in."""
    app_logs: dict[tuple[str, str], AppLog] = field(default_factory=dict)
    """By form and source."""
    elsewhere: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """Our numbers -> numbers at the order app of customers who ordered at both, by form and source."""
    documents: dict[tuple[str, str], dict[str, Documents]] = field(default_factory=dict)
    """By form and what they are (``invoices``, ``shipments``), then by station."""
    payments: dict[tuple[str, str], Payments] = field(default_factory=dict)
    """By form and source."""
    customers: set[str] = field(default_factory=set)
    """Numbers of orders whose customers were new, and are in the CRM now."""
    system: dict[str, Held] = field(default_factory=dict)
    """What the CRM showed of each form's numbers; none before it was read."""
    _coming: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """Readings of which more follows."""

    def apply(self, body: Body) -> None:
        """Fold one event in; those of other parts pass by."""
        match body:
            case said.InFlight(source=source, numbers=numbers):
                before = self.in_flight.get(source, InFlight(source, ()))
                self.in_flight[source] = replace(before, numbers=tuple(dict.fromkeys((*before.numbers, *numbers))))
            case said.InFlightLookedAt():
                self._look(body)
            case said.AppLogRead(source=source, accepted=accepted):
                self.accepted[source] = accepted
                self.app_logs = {key: log for key, log in self.app_logs.items() if key[1] != source}
            case said.AppLogCompared(form=form, source=source):
                self.app_logs[form, source] = AppLog(source, body.accepted, body.forgotten)
            case said.OrderedElsewhere(form=form, source=source, numbers=numbers):
                self.elsewhere[form, source] = numbers
            case said.StationRead(form=form, makes=makes):
                made = self._complete(("made", form, makes, body.station), documents, body.documents, body.more)
                if made is not None:
                    self.documents.setdefault((form, makes), {})[body.station] = made
            case said.CustomersMade(numbers=numbers):
                self.customers.update(numbers)
            case said.PaymentsRead(form=form, source=source):
                came = self._complete(("paid", form, source), payments, body.payments, body.more)
                if came is not None:
                    self.payments[form, source] = came
            case SystemRead(form=form):
                there = self._complete(("held", form), held, body.records, body.more)
                if there is not None:
                    self.system[form] = there

    @property
    def unlooked(self) -> tuple[str, ...]:
        """Orders in flight that nobody has looked for yet."""
        return tuple(number for one in self.in_flight.values() for number in one.unlooked)

    def made(self, form: str, makes: str) -> Documents | None:
        """The ids of ``invoices`` or ``shipments`` by number, of all who make them; none while nobody's were read."""
        read = list(self.documents.get((form, makes), {}).values())
        return together(read) if read else None

    def paid(self, form: str) -> Collection[said.Payment] | None:
        """Every payment that was read for a form; none while no list of them was."""
        read = [came.values() for (of, _), came in self.payments.items() if of == form]
        if len(read) > 1:
            return payments(one for came in read for one in came).values()
        return read[0] if read else None

    def forgotten(self, form: str) -> tuple[tuple[str, SystemRecord], ...]:
        """Source and record of what the app saw accepted and the CRM does not hold."""
        logs = (log for (of, _), log in self.app_logs.items() if of == form)
        return tuple((log.source, record) for log in logs for record in log.forgotten)

    def unheld(self, form: str) -> tuple[tuple[str, int], ...]:
        """Logs that nobody has held against the CRM yet for a form: source, and how many it saw accepted."""
        handed_in = ((source, len(accepted)) for source, accepted in self.accepted.items())
        return tuple((source, count) for source, count in handed_in if count and (form, source) not in self.app_logs)

    def _complete(
        self, key: tuple[str, ...], onto: Callable[[Iterable[T], S | None], S], told: Iterable[T], more: bool
    ) -> S | None:
        """The reading as far as it was told; none while more of it follows, and until then the one before it holds."""
        found = onto(told, self._coming.pop(key, None))
        if more:
            self._coming[key] = found
            return None
        return found

    def _look(self, body: said.InFlightLookedAt) -> None:
        before = self.in_flight.get(body.source)
        if before is not None:
            held = (before.held - set(body.absent)) | set(body.held)
            absent = (before.absent - set(body.held)) | set(body.absent)
            self.in_flight[body.source] = replace(before, held=held, absent=absent)
