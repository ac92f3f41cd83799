"""R18: a write got no answer and nobody has looked since."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.events.ledger import BooksException
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.rules.look import Look, There

__all__ = ["unknown_outcome"]


def unknown_outcome(_: Look, number: Number, there: There) -> Iterable[BooksException]:
    """Read it again by its number; never create it again."""
    if number.outcome != "unknown" or number.state is not NumberState.USED:
        return ()
    held = "the CRM does hold it" if there else "the CRM does not show it"
    return (BooksException("R18", number.number, f"the write got no answer; {held} now"),)
