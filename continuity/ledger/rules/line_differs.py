"""R7: the CRM holds the order with another item or quantity than the form says."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.events.ledger import BooksException
from continuity.ledger.fields import same_text
from continuity.ledger.holding import Record
from continuity.ledger.rules.look import Look, There

__all__ = ["line_differs"]


def line_differs(look: Look, order: Record, there: There) -> Iterable[BooksException]:
    """Correct it, with the approval of whoever may. Only what the CRM shows under the form's own words is compared."""
    return [
        BooksException("R7", order.number, f"{field.label}: {theirs!r} in the CRM, {ours!r} on the form")
        for one in there
        for field in look.lines
        if (theirs := one.fields.get(field.label, one.fields.get(field.id))) is not None
        and theirs != (ours := order.text(field.id) or "")
        and not same_text(field, theirs, ours)
    ]
