"""No run is closed while a number of it has no end, whatever its runbook says about the books."""

from __future__ import annotations

from typing import Any

import pytest
from run_plans import plan, step
from run_stories import Story, story

from continuity.errors import Refused
from continuity.events.ledger import RecordEntered
from continuity.ledger.decide import compare_books
from continuity.run import commands as ask
from continuity.run.books import comparison
from continuity.run.clocks import read_clocks
from continuity.run.closing import left_open, numbers_out
from continuity.run.steps import StepStatus

PAPER = step("paper", role="lead", issue={"form": "order", "count": 4, "to": "clerk"})
ONE = {"clerk": ["jonas"], "lead": ["ines"], "checker": ["priya"]}


def told(*steps: dict[str, Any]) -> Story:
    return story(plan([PAPER, *steps], people=ONE)).finish("paper", "ines")


def numbers(run: Story) -> list[str]:
    return list(run.run.ledger.numbers)


def refusal(run: Story, command: ask.Command, by: str) -> Refused:
    with pytest.raises(Refused) as refused:
        run.ask(command, by)
    return refused.value


def test_the_last_step_names_the_numbers_that_have_no_end_and_what_to_do() -> None:
    run = told(step("take", records="order"), step("end", role="lead", marks="stood_down")).start("take").take_order()
    first, second, third, fourth = numbers(run)
    run.finish("take")
    (words,) = refusal(run, ask.Finish("end"), "ines").reasons
    assert words.startswith(f"3 numbers have no end yet: {second} to {fourth}; give back")
    for remedy in ("continuity ledger return", "ledger void", "ledger missing"):
        assert remedy in words
    run.ask(ask.Void(third, "coffee", "ines"))
    (words,) = refusal(run, ask.Finish("end"), "ines").reasons
    assert f"{second}, {fourth};" in words
    run.ask(ask.MarkMissing(fourth, "not in the pad"))
    run.ask(ask.Return("order", (second,)))
    assert run.finish("end", "ines").run.steps_over
    assert first not in " ".join(numbers_out(run.run))


def test_a_step_before_the_last_one_is_held_up_by_no_blank() -> None:
    run = told(step("one"), step("two"))
    run.finish("one")
    assert run.status("one") is StepStatus.DONE


def test_the_last_of_two_lanes_is_the_last_step() -> None:
    run = told({"id": "both", "lanes": {"a": [step("one")], "b": [step("two")]}})
    run.finish("both/one")
    assert "no end yet" in refusal(run, ask.Finish("both/two"), "jonas").reasons[0]


def test_what_is_issued_while_a_sign_off_is_missing_is_not_signed_away() -> None:
    signed = step("end", sign_off={"role": "checker", "meaning": "m"})
    run = told(step("more", role="lead", issue={"form": "order", "count": 2, "to": "clerk"}), signed)
    run.ask(ask.Return("order"))
    run.finish("more", "ines").ask(ask.Return("order"))
    run.finish("end")
    run.ask(ask.Reopen("paper", "we need more"), "ines")
    run.finish("paper", "ines")
    assert "cannot be closed" in refusal(run, ask.SignOff("end"), "priya").message
    run.ask(ask.Return("order"))
    run.ask(ask.SignOff("end"), "priya")
    assert run.run.steps_over


def test_leaving_the_last_step_out_is_no_end_for_a_number() -> None:
    run = told(step("end"))
    run.ask(ask.Skip("end", "nobody is here"), "ines")
    assert run.run.steps_over
    assert numbers_out(run.run)


BOOKS = step("books", role="clerk", reconcile="order", sign_off={"role": "checker", "meaning": "m"})


def compared(run: Story) -> Story:
    """The books as they stand, compared and found to agree."""
    if run.run.ledger.numbers:
        run.tell(compare_books(run.run.ledger, "order", comparison(run.run, "order"), key="books"))
    assert run.run.ledger.agree("order")
    return run


def turns_up(run: Story) -> str:
    """A form that was given back as a blank comes in, written on."""
    number = numbers(run)[0]
    run.ask(ask.Capture("order", {"customer": "Casa Verde", "total": "100.00"}, "tablet", 1, number=number))
    return number


def test_nobody_signs_books_in_which_something_has_changed() -> None:
    run = told(BOOKS, step("end", role="lead"))
    run.ask(ask.Return("order"))
    compared(run).finish("books")
    number = turns_up(run)
    assert "has changed since" in refusal(run, ask.SignOff("books"), "priya").message
    run.ask(ask.Reopen("books", "one turned up"), "priya")
    run.tell(RecordEntered(number, "created", "801"))
    compared(run).finish("books").ask(ask.SignOff("books"), "priya")
    assert run.finish("end", "ines").run.steps_over


def test_a_run_is_not_closed_over_an_order_that_the_books_have_not_seen() -> None:
    run = told(BOOKS, step("end", role="lead")).outage()
    run.ask(ask.Return("order"))
    compared(run).finish("books").ask(ask.SignOff("books"), "priya")
    assert read_clocks(run.run).get("t5") is not None
    turns_up(run)
    (words,) = refusal(run, ask.Finish("end"), "ines").reasons
    assert "has changed since “" in words
    assert "take that step up again" in words
    assert read_clocks(run.run).get("t5") is None
    run.ask(ask.Skip("end", "nobody is here"), "ines")
    assert run.run.steps_over
    assert left_open(run.run)
