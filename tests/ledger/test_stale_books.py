"""Books that agree do so of what was compared: whatever changes after it wants another comparison."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from continuity.events import ledger as said
from continuity.events import stations as seen
from continuity.events.ledger import SystemRecord
from continuity.ledger.decide import compare_books, free_numbers, return_numbers
from continuity.ledger.readings import held
from continuity.ledger.reconcile import compare
from continuity.structure import Private


def agreed(desk, form) -> list[SystemRecord]:
    """Two orders in a batch that accounting has, in the CRM; the blanks are back, and the books agree."""
    numbers = desk.issue(4)
    for place, number in enumerate(numbers[:2]):
        desk.take(number, f"{10 + place}.00", customer=f"Customer {place}", phone=f"+39 0573 1000{place}")
    desk.batch("accounting")
    desk.tell(said.BatchAcknowledged("BP26-01", "accounting", "tomasz", 2, {"EUR": 2_100}))
    for number in numbers[:2]:
        desk.tell(said.RecordEntered(number, "created", f"801{number}"))
    desk.tell(return_numbers(desk.ledger, "order", free_numbers(desk.ledger, "order")))
    look(desk, form, desk.in_crm(*numbers[:2]))
    assert desk.ledger.agree("order")
    return desk.in_crm(*numbers[:2])


def look(desk, form, records: list[SystemRecord]) -> None:
    found = compare(desk.ledger, "order", form, held(records), drill=True, receivers=("accounting",))
    desk.tell(compare_books(desk.ledger, "order", found, key="agree"))


def first(desk) -> str:
    return next(iter(desk.ledger.numbers))


def block(desk) -> str:
    return next(iter(desk.ledger.blocks))


def more_money() -> Callable[..., said.RecordCaptured]:
    return lambda desk: said.RecordCaptured(first(desk), "order", {}, {}, 99_900, "EUR", "pad", 99)


LATER: dict[str, Callable[..., object]] = {
    "a block is issued": lambda desk: said.BlockIssued("b", "order", "P26-", 4, True, 41, 42, "lena", True),
    "blanks change hands": lambda desk: said.BlockHandedOver(block(desk), "order-clerk", "lena"),
    "a form is filled in again": more_money(),
    "a form is spoiled": lambda desk: said.RecordVoided(first(desk), Private("coffee"), "ines"),
    "a record is written once more": lambda desk: said.RecordEntered(first(desk), "updated", "other"),
    "a batch is turned away": lambda desk: said.BatchRejected("BP26-01", "accounting", "tomasz", "torn"),
    "a batch goes elsewhere": lambda desk: said.BatchSent("BP26-01", "shipping", "send"),
    "a number is not taken": lambda desk: said.BatchAcknowledged(
        "BP26-01", "accounting", "tomasz", 2, {"EUR": 2_100}, None, (first(desk),)
    ),
    "payments come in": lambda desk: seen.PaymentsRead("order", "gateway.csv"),
    "the app's log comes in": lambda desk: seen.AppLogRead("shop.csv", (SystemRecord("W-1", "", 1, "EUR"),)),
    "orders were in flight": lambda desk: seen.InFlight("shop.csv", ("W-2",)),
}


@pytest.mark.parametrize("change", LATER.values(), ids=list(LATER))
def test_what_changes_after_the_comparison_makes_the_books_stale_until_it_was_seen(desk, form, change) -> None:
    records = agreed(desk, form)
    desk.tell(change(desk))
    assert not desk.ledger.agree("order")
    assert desk.ledger.is_stale("order")
    look(desk, form, records)
    assert not desk.ledger.is_stale("order")


def test_a_blank_that_was_issued_later_is_not_given_back_unseen(desk, form) -> None:
    records = agreed(desk, form)
    desk.issue(2)
    desk.tell(return_numbers(desk.ledger, "order", free_numbers(desk.ledger, "order")))
    assert not desk.ledger.agree("order")
    look(desk, form, records)
    assert desk.ledger.agree("order")


def test_what_adds_nothing_leaves_books_that_agree_as_they_are(desk, form) -> None:
    agreed(desk, form)
    desk.tell(said.RecordEntered(first(desk), "unknown", detail="no answer"))
    desk.tell(said.BatchAcknowledged("BP26-01", "accounting", "tomasz", 2, {"EUR": 2_100}))
    desk.tell(said.RecordMarkedReal(first(desk)))
    assert desk.ledger.agree("order")


def test_what_came_while_the_books_were_compared_was_not_compared(desk, form) -> None:
    records = agreed(desk, form)
    found = compare(desk.ledger, "order", form, held(records), drill=True, receivers=("accounting",))
    body = compare_books(desk.ledger, "order", found, key="agree")
    desk.issue(1)
    desk.tell(body)
    assert not desk.ledger.agree("order")


def test_a_look_that_finds_what_was_known_leaves_the_books_as_they_are(desk, form) -> None:
    desk.tell(seen.InFlight("shop.csv", ("W-2",)))
    desk.tell(seen.InFlightLookedAt("shop.csv", held=("W-2",)))
    agreed(desk, form)
    desk.tell(seen.InFlightLookedAt("shop.csv", held=("W-2",)))
    assert desk.ledger.agree("order")
