"""R2: two forms carry one number, or the CRM holds one number twice."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look

__all__ = ["duplicate", "ours_in_crm"]


def duplicate(look: Look) -> Iterator[BooksException]:
    """Compare what they say; the second gets a number of its own, or goes."""
    for number in look.numbers:
        if number.again:
            detail = f"filled in {number.again} more time{'s' if number.again > 1 else ''} ({number.state.value})"
            yield BooksException("R2", number.number, detail)
    for number_text, records in look.system.items():
        if len(records) > 1 and ours_in_crm(look, number_text):
            ids = ", ".join(record.system_id for record in records)
            yield BooksException("R2", number_text, f"in the CRM {len(records)} times: {ids}")


def ours_in_crm(look: Look, number: str) -> bool:
    """Whether a number in the CRM belongs to this form's series."""
    return number.upper().startswith(look.series.prefix.upper())
