"""Which copies a printing makes, and which numbers go with each: decided on the programme's stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from continuity.errors import Refused
from continuity.events import Body, Fact
from continuity.events.copies import CopyDestroyed, CopyIssued, CopyRecalled, PrintedBlock
from continuity.ledger.numbers import series
from continuity.pack.build import forms_of_role
from continuity.plan import Form, Runbook
from continuity.programme.copies import CopyState, register_of_copies

__all__ = ["Order", "issue_copies", "move_copies"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: each role so many times; ``blanks`` numbered forms of each kind in each copy."""

    mode: Literal["drill", "real"]
    runbook: str
    edition: str
    sha256: str
    roles: tuple[str, ...]
    copies: int
    use_until: str
    site: str
    custodian: str
    blanks: int
    large: bool


def issue_copies(
    order: Order,
    runbooks: Mapping[str, Runbook],
    known: Sequence[Fact[Body]],
    used: Mapping[str, int],
    stamp: Callable[[], str],
) -> list[CopyIssued]:
    """The copies, counted on from those in the register, with numbers above every one that was ever ``used``.

    ``stamp`` gives a random one for each. Raises ``Refused`` when a form has not so many numbers left; nothing is
    printed then.
    """
    last = max(register_of_copies(known), default=0)
    highest = dict(used)
    issued = []
    for role in order.roles:
        for _ in range(order.copies):
            last += 1
            forms = forms_of_role(runbooks, role) if order.blanks else {}
            blocks = tuple(_block(id, form, order, highest) for id, form in forms.items())
            what = (order.mode, order.runbook, order.edition, order.sha256, role, order.use_until)
            issued.append(CopyIssued(last, *what, order.site, order.custodian, blocks, order.large, stamp()))
    return issued


def _block(id: str, form: Form, order: Order, highest: dict[str, int]) -> PrintedBlock:
    written = series(form.numbering, drill=order.mode == "drill")
    first = highest.get(written.prefix, 0) + 1
    last = first + order.blanks - 1
    if last > written.last:
        left = max(0, written.last - first + 1)
        raise Refused(
            f"{written.prefix} has {left} numbers left, not {order.blanks}",
            hint="Print fewer blanks, or give the form a new prefix.",
        )
    highest[written.prefix] = last
    return PrintedBlock(id, written.prefix, written.width, written.check_digit, first, last)


def move_copies(known: Sequence[Fact[Body]], recalled: Sequence[int], destroyed: Sequence[int]) -> list[Body]:
    """The events of calling copies back and of seeing them destroyed; what is so already is not said again."""
    register = register_of_copies(known)
    strange = [number for number in (*recalled, *destroyed) if number not in register]
    if strange:
        there = f"Copies 1 to {max(register)} were issued." if register else "No copy was ever issued."
        raise Refused(f"there is no copy {strange[0]}", hint=there)
    gone = [n for n in recalled if register[n].state is CopyState.DESTROYED]
    if gone:
        raise Refused(f"copy {gone[0]} is destroyed; it cannot be called back")
    moved: list[Body] = [CopyRecalled(n) for n in dict.fromkeys(recalled) if register[n].state is CopyState.ISSUED]
    moved += [CopyDestroyed(n) for n in dict.fromkeys(destroyed) if register[n].state is not CopyState.DESTROYED]
    return moved
