"""Where no program reaches the CRM: what people count and look for in it is held against every station."""

from __future__ import annotations

from typing import Any

import pytest
from run_plans import ORDER, PEOPLE, plan, step
from run_stories import Story

from continuity.errors import Refused
from continuity.events.ledger import BooksCompared, ComparisonRequested, SystemRecord
from continuity.events.lifecycle import Warned
from continuity.events.stations import AppLogCompared
from continuity.plan.lists import Credit
from continuity.run import commands as ask
from continuity.run.books import comparison

ACCOUNT = {"id": "account", "label": "Account", "means": "account"}
HOME = [
    step("paper", role="lead", issue={"form": "order", "count": 6, "to": "clerk"}),
    step("take", records="order", until="restored"),
    step("enter", enter={"form": "order", "hold": "1s"}),
    step("agree", reconcile="order", return_numbers="order"),
]


def home(mode: str = "real", orders: int = 2, form: dict[str, Any] | None = None, **more: Any) -> Story:
    """Back, every order keyed, every blank returned: the clerk is at the books."""
    people = {"clerk": PEOPLE["clerk"][:1], "lead": PEOPLE["lead"], "checker": PEOPLE["checker"]}
    frozen = plan(
        HOME, phases=(), binds={}, watch=["crm-orders"], people=people, forms={"order": form or ORDER}, **more
    )
    told = Story(frozen, mode=mode).begin().probe("crm-orders", "down").finish("paper", "ines").start("take")
    for place in range(1, orders + 1):
        fields = {"customer": f"Customer {place}", "total": "100.00", **({"account": "A-1"} if form else {})}
        told.ask(ask.Capture("order", fields, "tablet", place))
    told.restore().finish("take").after("5s").start("enter")
    for place, number in enumerate(told.run.ledger.numbers.values()):
        if number.record:
            told.ask(ask.EnterByHand(number.number, f"SO-{place}"))
    told.finish("enter").ask(ask.Return("order"))
    return told


def count(told: Story, number: int = 2, total: int = 20_000, **more: Any) -> set[tuple[str, str]]:
    told.ask(ask.CountByHand("agree", number, total, **{"drill_numbers": 0, **more}))
    return {(one.rule, one.number) for one in told.run.ledger.books["order"].exceptions}


def test_the_books_of_the_run_and_those_that_are_asked_for_later_are_the_same() -> None:
    told = home()
    assert count(told, 1, 10_000) == {("R4", "M26-"), ("R6", "M26-")}
    found, books = comparison(told.run, "order"), told.run.ledger.books["order"]
    assert (found.exceptions, found.lost, found.duplicated) == (books.exceptions, books.lost, books.duplicated)
    assert (found.lost, len(found.exceptions)) == (1, 2)


def test_an_account_that_owes_more_than_it_may_is_found_at_the_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = home(form={**ORDER, "fields": [*ORDER["fields"], ACCOUNT]})
    monkeypatch.setattr(type(told.run.plan), "credit_of", lambda *_: {"A-1": Credit(15_000, 0, False)})
    last = [number.number for number in told.run.ledger.numbers.values() if number.record][-1]
    assert count(told) == {("R14", last)}


def test_a_log_of_accepted_orders_is_held_against_what_people_find_in_the_crm() -> None:
    told = home()
    accepted = tuple(SystemRecord(number, "", 500, "EUR") for number in ("W-1", "W-2"))
    told.ask(ask.TellInFlight("shop.csv", (), accepted), "ines")
    assert ("R15", "shop.csv") in {(one.rule, one.number) for one in comparison(told.run, "order").exceptions}
    with pytest.raises(Refused) as refused:
        count(told, held=("W-1",))
    assert refused.value.reasons == ("W-2",)
    for wrong in ({"held": ("W-1", "W-2", "W-9")}, {"held": ("W-1", "W-2"), "absent": ("W-2",)}):
        with pytest.raises(Refused):
            count(told, **wrong)
    assert count(told, held=("W-1",), absent=("W-2",)) == {("R15", "W-2")}
    (log,) = [fact.body for fact in told.facts if isinstance(fact.body, AppLogCompared)]
    assert (log.source, log.accepted, [one.number for one in log.forgotten]) == ("shop.csv", 2, ["W-2"])
    assert {one.rule for one in comparison(told.run, "order").exceptions} == {"R15"}


def test_a_log_that_comes_in_after_the_count_wants_another_one() -> None:
    told = home()
    assert count(told) == set()
    assert told.run.ledger.agree("order")
    told.ask(ask.TellInFlight("shop.csv", (), (SystemRecord("W-1", "", 500, "EUR"),)), "ines")
    with pytest.raises(Refused) as refused:
        told.finish("agree")
    assert refused.value.reasons == ("something has changed since the books were compared; compare them once more",)
    assert count(told, held=("W-1",)) == set()


def test_in_a_real_outage_the_count_says_how_many_of_a_drills_numbers_are_there() -> None:
    told = home()
    with pytest.raises(Refused, match="begin with P26-"):
        told.ask(ask.CountByHand("agree", 2, 20_000))
    assert count(told, drill_numbers=3) == {("R17", "P26-")}
    assert [str(note) for note in told.run.warnings if "DRILL NUMBERS IN A REAL SYSTEM" in str(note)]
    assert not told.run.ledger.agree("order")


def test_in_a_drill_nobody_is_asked_for_them() -> None:
    told = home("drill")
    assert count(told, drill_numbers=None) == set()
    assert not [fact for fact in told.facts if isinstance(fact.body, Warned)]


def test_where_receivers_make_documents_the_conductor_reads_them_before_it_compares() -> None:
    told = home(receivers={"accounting": {"kind": "folder", "path": "/srv/tray", "makes": "invoices"}})
    bodies = told.ask(ask.CountByHand("agree", 2, 20_000, drill_numbers=0))
    assert [type(body) for body in bodies[-1:]] == [ComparisonRequested]
    assert not any(isinstance(body, BooksCompared) for body in bodies)
    assert told.run.compare_requested == "agree"


def test_whoever_counted_settles_nothing_and_no_program_is_asked_to_look() -> None:
    told = home()
    count(told, 1, 10_000)
    with pytest.raises(Refused, match="jonas entered the records"):
        told.ask(ask.Settle("R4", "M26-", "an old customer number"), "jonas")
    with pytest.raises(Refused, match="no program can look"):
        told.ask(ask.Compare("agree"))
    told.ask(ask.Settle("R4", "M26-", "an old customer number"), "priya")


def test_the_number_of_another_form_is_none_of_the_crms() -> None:
    told = home(orders=2)
    first, second = list(told.run.ledger.numbers)[:2]
    told.ask(ask.Reopen("enter", "a slip of the pen"))
    with pytest.raises(Refused, match=f"{second} is the number of another form of ours"):
        told.ask(ask.EnterByHand(first, second))
    told.ask(ask.EnterByHand(first, first))
