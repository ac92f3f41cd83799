"""R7: the CRM holds the order with another item or quantity than the form says."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.fields import same_text
from continuity.ledger.holding import NumberState
from continuity.ledger.rules.look import Look

__all__ = ["line_differs"]


def line_differs(look: Look) -> Iterator[BooksException]:
    """Correct it, with the approval of whoever may. Only what the CRM shows under the form's own words is compared."""
    fields = [field for field in look.form.fields if field.means in ("item", "quantity") and not field.private]
    for number in look.numbers:
        if number.record is None or number.state is not NumberState.USED:
            continue
        for held in look.system.get(number.number, ()):
            for field in fields:
                there = held.fields.get(field.label, held.fields.get(field.id))
                here = number.record.text(field.id) or ""
                if there is not None and there != here and not same_text(field, there, here):
                    detail = f"{field.label}: {there!r} in the CRM, {here!r} on the form"
                    yield BooksException("R7", number.number, detail)
