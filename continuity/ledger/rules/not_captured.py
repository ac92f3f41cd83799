"""R5: the CRM holds a number of our range, and no form in use carries it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.errors import Refused
from continuity.events.ledger import BooksException
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.numbers import parse_number
from continuity.ledger.rules.duplicate import ours_in_crm
from continuity.ledger.rules.look import Look, There

__all__ = ["never_issued", "not_captured"]


def not_captured(look: Look, number: Number, there: There) -> Iterable[BooksException]:
    """Ask who entered it."""
    if not there or number.state is NumberState.USED or not _is_ours(look, number.number):
        return ()
    return (BooksException("R5", number.number, f"in the CRM, and the form is {number.standing}"),)


def never_issued(look: Look) -> Iterator[BooksException]:
    """Ask who entered it."""
    for text in look.system if look.strangers else ():
        known = look.ledger.numbers.get(text)
        if known is None and _is_ours(look, text):
            yield BooksException("R5", text, "in the CRM, and never issued")
        elif known is not None and known.form != look.form_id:
            yield from not_captured(look, known, look.system[text])


def _is_ours(look: Look, text: str) -> bool:
    """Numbers below our first block belong to earlier runs of the same series."""
    if not ours_in_crm(look, text):
        return False
    first = min((block.first for block in look.blocks), default=look.series.last + 1)
    try:
        return parse_number(text, look.series, without_check_digit=True) >= first
    except Refused:
        return True
