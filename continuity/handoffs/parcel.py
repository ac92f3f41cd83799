"""Make a batch ready to go: its records out of the ledger, for one receiver."""

from __future__ import annotations

from continuity.handoffs.courier import Parcel
from continuity.ledger.batch import as_left, batch_records
from continuity.ledger.holding import Batch
from continuity.ledger.state import Ledger

__all__ = ["parcel"]


def parcel(ledger: Ledger, batch: Batch, *, to: str, run: str) -> Parcel:
    """The batch with its records as they left with it; a value, so the ledger may move on while it is under way."""
    numbers = batch_records(ledger, batch)
    records = tuple(as_left(number.record, batch) for number in numbers if number.record)
    return Parcel(to, run, batch, records, {number.number: number.sequence for number in numbers})
