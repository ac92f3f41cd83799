"""R16: the CRM has the time of entry, or another one, where the time on the form should stand."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.clock import from_iso, to_iso
from continuity.events.ledger import BooksException
from continuity.ledger.holding import NumberState
from continuity.ledger.rules.look import Look

__all__ = ["late_timestamp"]

_MINUTE_MS = 60_000


def late_timestamp(look: Look) -> Iterator[BooksException]:
    """Set the CRM's order date to the time on the form. Within a minute is the same: people write hours and minutes."""
    for number in look.numbers:
        if number.record is None or number.state is not NumberState.USED:
            continue
        for held in look.system.get(number.number, ()):
            if held.taken_at is not None and _is_off(held.taken_at, number.record.taken_at):
                detail = f"taken {to_iso(number.record.taken_at)}, the CRM says {held.taken_at}"
                yield BooksException("R16", number.number, detail)


def _is_off(there: str, here: int) -> bool:
    try:
        return abs(from_iso(there) - here) >= _MINUTE_MS
    except ValueError:
        return True
