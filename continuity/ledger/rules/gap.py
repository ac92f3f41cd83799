"""R1: a number was issued and is neither used, void, returned nor missing; it was never issued; or a pack has more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.rules.look import Look, There

__all__ = ["gap", "only_in_packs"]


def gap(look: Look, number: Number, _: There) -> Iterable[BooksException]:
    """Find the pad, ask the taker. A missing number was signed for, so it is a hint."""
    words = look.on_packs.get(number.number)
    told = [] if words is None else [BooksException("R1", number.number, words)]
    block = look.ledger.blocks.get(number.block or "")
    if block is None:
        told.append(BooksException("R1", number.number, "was never issued to anybody"))
    elif number.state is NumberState.ISSUED:
        detail = f"issued to {block.custodian}, and neither used, void, returned nor missing"
        told.append(BooksException("R1", number.number, detail))
    elif number.state is NumberState.MISSING:
        told.append(BooksException("R1", number.number, f"missing; {block.custodian} held it", hint=True))
    return told


def only_in_packs(look: Look) -> Iterator[BooksException]:
    """Import the log again."""
    for text, words in look.on_packs.items():
        known = look.ledger.numbers.get(text)
        if known is None or known.form != look.form_id:
            yield BooksException("R1", text, words)
