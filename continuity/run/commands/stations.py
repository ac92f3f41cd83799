"""What people learn from other systems and do about it: orders in flight, payments, batches that nobody answers to."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events.ledger import SystemRecord
from continuity.events.stations import Payment
from continuity.ledger.elsewhere import AppSale

__all__ = ["LookedFor", "MadeCustomers", "SendAgain", "StationCommand", "TakeUp", "TellInFlight", "TellPayments"]


@dataclass(frozen=True, slots=True)
class TellInFlight:
    """Say what the order app had under way when the CRM failed, and what it had seen accepted by then."""

    source: str
    numbers: tuple[str, ...]
    accepted: tuple[SystemRecord, ...] = ()
    sales: tuple[AppSale, ...] = ()
    """All that is in its log, where that says who the customers are."""


@dataclass(frozen=True, slots=True)
class LookedFor:
    """Say which of the orders in flight the CRM holds, and which it does not."""

    held: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeCustomers:
    """Say that the new customers of these orders are in the CRM now."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TellPayments:
    """Hand in the payment gateway's list for one form."""

    form: str
    source: str
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Send a batch to a receiver once more; it is the same batch."""

    batch: str
    receiver: str


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Take up that a receiver has not answered in time, and say what was done."""

    batch: str
    receiver: str
    did: str


StationCommand = TellInFlight | LookedFor | MadeCustomers | TellPayments | SendAgain | TakeUp
