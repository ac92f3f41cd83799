"""The sample that a second person compares: entered records, drawn so that nobody picks them and anybody can redraw."""

from __future__ import annotations

import hashlib

from continuity.ledger.holding import Record
from continuity.ledger.state import Ledger

__all__ = ["sample"]


def sample(ledger: Ledger, form_id: str, count: int, salt: str) -> tuple[Record, ...]:
    """``count`` of the records that the CRM holds, by number; the same for the same run and step (``salt``)."""
    entered = [number.record for number in ledger.of(form_id) if number.entered and number.record]
    drawn = sorted(entered, key=lambda record: _draw(salt, record.number))[:count]
    return tuple(sorted(drawn, key=lambda record: record.number))


def _draw(salt: str, number: str) -> bytes:
    return hashlib.sha256(f"{salt}\n{number}".encode()).digest()
