"""R4: an order was captured and the CRM does not hold it. Such an order is lost until it is entered."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.events.ledger import BooksException
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.rules.look import Look, There

__all__ = ["not_in_crm"]


def not_in_crm(_: Look, number: Number, there: There) -> Iterable[BooksException]:
    """Enter it; if the CRM refused it, mend what it complains about first."""
    if there or number.state is not NumberState.USED:
        return ()
    return (BooksException("R4", number.number, f"captured, not in the CRM: {_why(number)}"),)


def _why(number: Number) -> str:
    if number.entered:
        return f"it was {number.outcome} as {number.system_id or 'a record'}, and the CRM has forgotten it"
    if number.outcome == "rejected":
        return f"the CRM refused it ({number.detail})" if number.detail else "the CRM refused it"
    return "nobody knows whether it was written" if number.outcome == "unknown" else "nobody has entered it"
