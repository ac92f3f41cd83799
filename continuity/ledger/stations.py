"""What the other systems showed, as a fold: what was in flight, the order app's log, documents, payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from continuity.events import Body
from continuity.events import stations as said
from continuity.events.ledger import SystemRead, SystemRecord

__all__ = ["AppLog", "InFlight", "Stations"]


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
    documents: dict[tuple[str, str], dict[str, tuple[said.StationDocument, ...]]] = field(default_factory=dict)
    """By form and what they are (``invoices``, ``shipments``), then by station."""
    payments: dict[tuple[str, str], tuple[said.Payment, ...]] = field(default_factory=dict)
    """By form and source."""
    customers: set[str] = field(default_factory=set)
    """Numbers of orders whose customers were new, and are in the CRM now."""
    system: dict[str, tuple[SystemRecord, ...]] = field(default_factory=dict)
    """What the CRM showed of each form's numbers."""

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
                self.documents.setdefault((form, makes), {})[body.station] = body.documents
            case said.CustomersMade(numbers=numbers):
                self.customers.update(numbers)
            case said.PaymentsRead(form=form, source=source):
                self.payments[form, source] = body.payments
            case SystemRead(form=form, records=records):
                self.system[form] = records

    @property
    def unlooked(self) -> tuple[str, ...]:
        """Orders in flight that nobody has looked for yet."""
        return tuple(number for one in self.in_flight.values() for number in one.unlooked)

    def made(self, form: str, makes: str, prefix: str) -> Mapping[str, tuple[str, ...]] | None:
        """Numbers that begin so, and the ids of their ``invoices`` or ``shipments``; none while nobody's were read."""
        read = self.documents.get((form, makes))
        if read is None:
            return None
        made: dict[str, tuple[str, ...]] = {}
        for document in (one for documents in read.values() for one in documents):
            if document.number.upper().startswith(prefix.upper()):
                made[document.number] = (*made.get(document.number, ()), document.id)
        return made

    def paid(self, form: str) -> tuple[said.Payment, ...] | None:
        """Every payment that was read for a form; none while no list of them was."""
        read = [payments for (of, _), payments in self.payments.items() if of == form]
        return tuple(one for payments in read for one in payments) if read else None

    def forgotten(self, form: str) -> tuple[tuple[str, SystemRecord], ...]:
        """Source and record of what the app saw accepted and the CRM does not hold."""
        logs = (log for (of, _), log in self.app_logs.items() if of == form)
        return tuple((log.source, record) for log in logs for record in log.forgotten)

    def unheld(self, form: str) -> tuple[tuple[str, int], ...]:
        """Logs that nobody has held against the CRM yet for a form: source, and how many it saw accepted."""
        handed_in = ((source, len(accepted)) for source, accepted in self.accepted.items())
        return tuple((source, count) for source, count in handed_in if count and (form, source) not in self.app_logs)

    def _look(self, body: said.InFlightLookedAt) -> None:
        before = self.in_flight.get(body.source)
        if before is not None:
            held = (before.held - set(body.absent)) | set(body.held)
            absent = (before.absent - set(body.held)) | set(body.absent)
            self.in_flight[body.source] = replace(before, held=held, absent=absent)
