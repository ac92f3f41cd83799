"""Credit while nobody can ask the CRM: what the list says is free, less what was taken by hand, at all sites."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from continuity.events.ledger import RecordCaptured
from continuity.ledger.holding import Record
from continuity.ledger.state import Ledger
from continuity.plan.lists import Credit
from continuity.plan.runbook import CreditCheck
from continuity.units import Money

__all__ = ["account_key", "credit_reasons", "free_credit"]


def account_key(text: str) -> str:
    """An account as lists and forms are held against one another: capitals, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def free_credit(ledger: Ledger, account: str, credit: Credit) -> int:
    """What is left in minor units: the limit, less what is owed, less every order by hand in this run."""
    return credit.limit - credit.exposure - ledger.owed.get(account, 0)


def credit_reasons(
    ledger: Ledger,
    body: RecordCaptured,
    check: CreditCheck,
    credit: Mapping[str, Credit],
    roles: Sequence[str],
    *,
    instead_of: Record | None = None,
) -> tuple[str, ...]:
    """Why this order needs somebody with the role that the form names; nothing when one said yes.

    ``instead_of`` is the record that it corrects, which no longer counts.
    """
    if body.account is None or check.approval in roles:
        return ()
    known = credit.get(body.account)
    if known is None:
        return (f"{body.account} is on no credit list: payment first, or a {check.approval} must approve",)
    if known.hold:
        return (f"{body.account} is on hold: a {check.approval} must approve",)
    free = free_credit(ledger, body.account, known)
    if instead_of is not None and instead_of.account == body.account:
        free += instead_of.total.minor
    if body.total_minor > free:
        left = Money(max(free, 0), body.currency)
        return (f"{body.account} has {left} of credit left, all sites counted: a {check.approval} must approve",)
    return ()
