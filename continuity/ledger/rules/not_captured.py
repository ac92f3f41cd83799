"""R5: the CRM holds a number of our range, and no form in use carries it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.errors import Refused
from continuity.events.ledger import BooksException
from continuity.ledger.holding import NumberState
from continuity.ledger.numbers import parse_number
from continuity.ledger.rules.duplicate import ours_in_crm
from continuity.ledger.rules.look import Look

__all__ = ["not_captured"]


def not_captured(look: Look) -> Iterator[BooksException]:
    """Ask who entered it. Numbers below our first block belong to earlier runs of the same series."""
    for text in look.system:
        known = look.ledger.numbers.get(text)
        if known is not None and known.state is NumberState.USED:
            continue
        if ours_in_crm(look, text) and not _is_earlier(look, text):
            if known is None:
                yield BooksException("R5", text, "in the CRM, and never issued")
            else:
                yield BooksException("R5", text, f"in the CRM, and the form is {known.state.value}")


def _is_earlier(look: Look, text: str) -> bool:
    first = min((block.first for block in look.blocks), default=look.series.last + 1)
    try:
        return parse_number(text, look.series, without_check_digit=True) < first
    except Refused:
        return False
