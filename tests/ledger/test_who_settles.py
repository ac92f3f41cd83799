"""Whoever had a hand in what was found does not explain it away."""

from __future__ import annotations

import pytest

from continuity.errors import Refused
from continuity.events import Actor, Fact, Known
from continuity.events import ledger as said
from continuity.events.ledger import BooksException
from continuity.ledger.decide import settle


def tell(desk, body, by: str, behalf: str | None = None, known: Known = Known.STATED) -> None:
    at = len(desk.facts) + 1
    fact = Fact(at, at, at, Actor(by, known), body, on_behalf_of=behalf)
    desk.facts.append(fact)
    desk.ledger.apply(fact)


@pytest.fixture
def books(desk):
    """Jonas took the order and Ana typed it in; Ines closed the batch for Rui; Priya had the books compared."""
    number = desk.issue(2)[0]
    body = desk.decide(desk.draft(number))
    tell(desk, body, "ana", "jonas")
    tell(desk, said.BatchClosed("BP26-01", "order", "close", (number,), {"EUR": 118_000}, 1, "0" * 64), "ines", "rui")
    tell(desk, said.RecordEntered(number, "created", "SO-1"), "lena")
    found = tuple(BooksException(rule, about, "x") for rule, about in found_about(number))
    tell(desk, said.ComparisonRequested("agree", "order"), "priya", "tom")
    tell(desk, said.BooksCompared("agree", "order", found, 0, 0, False), "conductor", known=Known.SYSTEM)
    return desk, number


def found_about(number: str) -> list[tuple[str, str]]:
    return [("R6", number), ("R12", "BP26-01"), ("R13", "BP26-01"), ("R12", number), ("R15", "W-1")]


def may(desk, rule: str, about: str) -> set[str]:
    people, able = ("ana", "jonas", "ines", "rui", "lena", "priya", "tom", "olga"), set()
    for person in people:
        try:
            settle(desk.ledger, "order", rule, about, reason="looked at it", by=person)
        except Refused:
            continue
        able.add(person)
    return able


def test_nobody_settles_who_asked_for_the_comparison_that_the_conductor_made(books) -> None:
    desk, _ = books
    assert may(desk, "R15", "W-1") == {"ana", "jonas", "ines", "rui", "lena", "olga"}


def test_an_order_is_not_settled_by_who_took_it_typed_it_in_or_entered_it(books) -> None:
    desk, number = books
    assert may(desk, "R6", number) == {"ines", "rui", "olga"}


@pytest.mark.parametrize("rule", ["R12", "R13"])
def test_a_batch_is_not_settled_by_who_closed_it_or_had_it_closed(books, rule) -> None:
    desk, _ = books
    assert may(desk, rule, "BP26-01") == {"ana", "jonas", "lena", "olga"}


def test_a_number_that_a_receiver_did_not_take_is_not_settled_by_who_closed_its_batch_either(books) -> None:
    desk, number = books
    assert may(desk, "R12", number) == {"olga"}


def test_writing_it_down_for_somebody_who_may_not_is_no_way_round(books) -> None:
    desk, number = books
    with pytest.raises(Refused):
        settle(desk.ledger, "order", "R6", number, reason="looked at it", by="olga", behalf="jonas")
