"""R14: the orders of one account, taken at all sites, are together more than it may owe."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look
from continuity.plan.lists import Credit
from continuity.units import Money

__all__ = ["credit_overrun"]


def credit_overrun(look: Look) -> Iterator[BooksException]:
    """Ask the credit manager. The limits are those of the list frozen with the plan; one finding for each."""
    if look.credit is None:
        return
    found = ((account, _over(look, account, look.credit.get(account))) for account in look.ledger.owed if account)
    over = {account: words for account, words in found if words is not None}
    last: dict[str, str] = {}
    for order in look.orders() if over else ():
        if order.account is not None and order.account in over:
            last[order.account] = order.number
    for account, number in last.items():
        yield BooksException("R14", number, f"account {account}: {over[account]}")


def _over(look: Look, account: str, credit: Credit | None) -> str | None:
    owed = Money(look.ledger.owed.get(account, 0), look.currency)
    if credit is None:
        return f"{owed} taken by hand, and it is on no credit list"
    if credit.hold:
        return f"{owed} taken by hand, and it is on hold"
    free = credit.limit - credit.exposure
    return f"{owed} taken by hand, {Money(free, look.currency)} were free" if owed.minor > free else None
