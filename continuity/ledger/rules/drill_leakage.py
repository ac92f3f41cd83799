"""R17: a drill's number is in a system that is read outside a drill. That is an incident of its own."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look

__all__ = ["drill_leakage"]


def drill_leakage(look: Look) -> Iterator[BooksException]:
    """Take it out before somebody ships it, and find out how it came there."""
    prefix = look.form.numbering.drill_prefix.upper()
    for text in () if look.drill else look.system:
        if text.upper().startswith(prefix):
            yield BooksException("R17", text, "a drill's number in a real system")
