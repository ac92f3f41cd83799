"""R14: the orders of one account, taken at all sites, are together more than it may owe."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.holding import NumberState
from continuity.ledger.rules.look import Look
from continuity.plan.lists import Credit
from continuity.units import Money

__all__ = ["credit_overrun"]


def credit_overrun(look: Look) -> Iterator[BooksException]:
    """Ask the credit manager. The limits are those of the list frozen with the plan; one finding for each."""
    if look.credit is None:
        return
    numbers: dict[str, str] = {}
    for number in look.numbers:
        if number.record is not None and number.record.account and number.state is NumberState.USED:
            numbers[number.record.account] = number.number
    for account, last in numbers.items():
        words = _over(look, account, look.credit.get(account))
        if words is not None:
            yield BooksException("R14", last, f"account {account}: {words}")


def _over(look: Look, account: str, credit: Credit | None) -> str | None:
    owed = Money(look.ledger.owed.get(account, 0), look.currency)
    if credit is None:
        return f"{owed} taken by hand, and it is on no credit list"
    if credit.hold:
        return f"{owed} taken by hand, and it is on hold"
    free = credit.limit - credit.exposure
    return f"{owed} taken by hand, {Money(free, look.currency)} were free" if owed.minor > free else None
