"""R13: a batch, or an order that never went into one, has not been acknowledged by everybody who should have it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.batch import is_superseded
from continuity.ledger.holding import Batch, HandedState, NumberState
from continuity.ledger.rules.look import Look

__all__ = ["no_acknowledgement"]


def no_acknowledgement(look: Look) -> Iterator[BooksException]:
    """Telephone; then go there. What a receiver rejected is R12."""
    for batch in (one for one in look.batches if not is_superseded(look.ledger, one)):
        for receiver in dict.fromkeys((*look.receivers, *batch.handed)):
            words = _missing(batch, receiver)
            if words:
                yield BooksException("R13", batch.id, words)
    for number in look.numbers if look.receivers else ():
        if number.state is NumberState.USED and not number.batches:
            yield BooksException("R13", number.number, "in no batch, so no receiver has it")


def _missing(batch: Batch, receiver: str) -> str | None:
    handed = batch.handed.get(receiver)
    if handed is None:
        return f"never sent to {receiver}"
    return f"{receiver} has not acknowledged it" if handed.state is HandedState.SENT else None
