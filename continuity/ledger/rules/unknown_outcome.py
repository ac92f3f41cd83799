"""R18: a write got no answer and nobody has looked since."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.holding import NumberState
from continuity.ledger.rules.look import Look

__all__ = ["unknown_outcome"]


def unknown_outcome(look: Look) -> Iterator[BooksException]:
    """Read it again by its number; never create it again."""
    for number in look.numbers:
        if number.outcome == "unknown" and number.state is NumberState.USED:
            held = "the CRM does hold it" if number.number in look.system else "the CRM does not show it"
            yield BooksException("R18", number.number, f"the write got no answer; {held} now")
