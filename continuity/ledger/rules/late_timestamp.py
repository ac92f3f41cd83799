"""R16: the CRM has the time of entry, or another one, where the time on the form should stand."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.clock import from_iso, to_iso
from continuity.events.ledger import BooksException
from continuity.ledger.holding import Record
from continuity.ledger.rules.look import Look, There

__all__ = ["late_timestamp"]

_MINUTE_MS = 60_000


def late_timestamp(_: Look, order: Record, there: There) -> Iterable[BooksException]:
    """Set the CRM's order date to the time on the form. Within a minute is the same: people write hours and minutes."""
    return [
        BooksException("R16", order.number, f"taken {to_iso(order.taken_at)}, the CRM says {one.taken_at}")
        for one in there
        if one.taken_at is not None and _is_off(one.taken_at, order.taken_at)
    ]


def _is_off(there: str, here: int) -> bool:
    try:
        return abs(from_iso(there) - here) >= _MINUTE_MS
    except ValueError:
        return True
