"""R1: a number was issued and is neither used, void, returned nor missing; it was never issued; or a pack has more."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.holding import NumberState
from continuity.ledger.rules.look import Look

__all__ = ["gap"]


def gap(look: Look) -> Iterator[BooksException]:
    """Find the pad, ask the taker. A missing number was signed for, so it is a hint."""
    for text, words in look.on_packs.items():
        yield BooksException("R1", text, words)
    for number in look.numbers:
        block = look.ledger.blocks.get(number.block or "")
        if block is None:
            yield BooksException("R1", number.number, "was never issued to anybody")
        elif number.state is NumberState.ISSUED:
            detail = f"issued to {block.custodian}, and neither used, void, returned nor missing"
            yield BooksException("R1", number.number, detail)
        elif number.state is NumberState.MISSING:
            yield BooksException("R1", number.number, f"missing; {block.custodian} held it", hint=True)
