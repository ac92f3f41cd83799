"""What other systems know of the outage's orders: the order app, accounting, shipping, the payment gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from continuity.events.ledger import SystemRecord
from continuity.structure import Private


@dataclass(frozen=True, slots=True)
class InFlight:
    """What the order app had under way when the CRM failed: looked at first on recovery."""

    KIND: ClassVar[str] = "records.in-flight"

    source: str
    numbers: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class InFlightLookedAt:
    """Each order that was in flight was looked for in the CRM by its number, before anything was entered."""

    KIND: ClassVar[str] = "records.in-flight-looked-at"

    source: str
    held: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppLogRead:
    """Orders that the order app saw the CRM accept before or about the failure, as its own log says."""

    KIND: ClassVar[str] = "app-log.read"

    source: str
    accepted: tuple[SystemRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class AppLogCompared:
    """The order app's own log against the CRM: how many it saw accepted, and which of them the CRM does not hold."""

    KIND: ClassVar[str] = "app-log.compared"

    form: str
    source: str
    accepted: int
    forgotten: tuple[SystemRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderedElsewhere:
    """Orders by hand whose customers also ordered at the order app about that time, as its log says.

    ``numbers`` leads from ours to the app's. Only the numbers are kept: who it was stays where it was.
    """

    KIND: ClassVar[str] = "records.ordered-elsewhere"

    form: str
    source: str
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StationDocument:
    """An invoice or a shipment: its own id, and the form number that it was made for."""

    number: str
    id: str


@dataclass(frozen=True, slots=True)
class StationRead:
    """The documents that a receiver has made in our number range, read at one moment; ``more``: the rest follows."""

    KIND: ClassVar[str] = "station.read"

    form: str
    station: str
    makes: str
    documents: tuple[StationDocument, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in under a reference; minor units."""

    reference: str
    total_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class PaymentsRead:
    """What the payment gateway took while the CRM was away; with ``more`` the rest follows in other events."""

    KIND: ClassVar[str] = "payments.read"

    form: str
    source: str
    payments: tuple[Payment, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class BatchOverdue:
    """A receiver has not answered to a batch within its time: somebody must telephone, then go there."""

    KIND: ClassVar[str] = "batch.overdue"

    batch: str
    receiver: str
    within_ms: int


@dataclass(frozen=True, slots=True)
class OverdueTaken:
    """Somebody with command has taken up that a batch is overdue, and says what they did."""

    KIND: ClassVar[str] = "batch.overdue-taken"

    batch: str
    receiver: str
    did: Private


@dataclass(frozen=True, slots=True)
class EntryAskedAgain:
    """What the CRM would not take has been mended there, and the record is to be entered once more."""

    KIND: ClassVar[str] = "record.entry-asked-again"

    number: str


@dataclass(frozen=True, slots=True)
class CustomersMade:
    """The customers of these orders, which were new, are in the CRM now: their orders may follow."""

    KIND: ClassVar[str] = "customers.made"

    numbers: tuple[str, ...]
