"""At a terminal people say what is in their hand, what the CRM shows, and who settles what; nothing is assumed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))
sys.path.insert(0, str(Path(__file__).parents[1] / "desk"))

from desk_runs import open_desk, open_store
from run_plans import plan, step
from run_stories import who

from continuity.clock import ManualClock, SystemClock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events.ledger import SystemRecord
from continuity.events.lifecycle import RunFrozen, RunOpened, RunStarted
from continuity.ledger.holding import NumberState
from continuity.run import commands as ask
from continuity.run.steps import StepState
from continuity.terminal.ask import Console
from continuity.terminal.matters import matters
from continuity.terminal.recovery import give_back, settle_books

JONAS, INES = who("jonas"), who("ines")
ONE = {"clerk": ["jonas"], "lead": ["ines"], "checker": ["priya"]}
STEPS = [
    step("paper", role="lead", issue={"form": "order", "count": 4, "to": "clerk"}),
    step("agree", reconcile="order", return_numbers="order"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A real outage without a program that reaches the CRM; four blanks are out, and jonas is at the books."""
    with open_store(tmp_path) as store:
        desk = open_desk(store, ManualClock())
        frozen = plan(STEPS, people=ONE)
        desk.record([RunOpened("real", "outage", "Down"), RunFrozen(frozen, "0" * 64), RunStarted("none")])
        desk.act(ask.Finish("paper"), INES)
        desk.act(ask.Start("agree"), JONAS)
        yield desk


def agree(desk: Desk) -> StepState:
    state = desk.state.step("agree")
    assert state is not None
    return state


def states(desk: Desk) -> list[NumberState]:
    return [number.state for number in desk.state.ledger.numbers.values()]


def test_blanks_are_given_back_by_who_has_them_and_a_missing_one_is_signed_for(desk, typed) -> None:
    third = list(desk.state.ledger.numbers)[2]
    with typed("n", third, "not in the pad", "y") as console:
        give_back(console, desk, "order", JONAS)
    returned, missing = NumberState.RETURNED, NumberState.MISSING
    assert states(desk) == [returned, returned, missing, returned]


def test_what_is_issued_while_somebody_looks_is_not_in_their_hand(desk, typed, monkeypatch) -> None:
    sure = Console.sure

    def meanwhile(console: Console, prompt: str) -> bool:
        monkeypatch.setattr(Console, "sure", sure)
        desk.act(ask.Reopen("paper", "we need more"), INES)
        desk.act(ask.Finish("paper"), INES)
        return sure(console, prompt)

    monkeypatch.setattr(Console, "sure", meanwhile)
    with typed("y", "y") as console:
        give_back(console, desk, "order", JONAS)
    returned = [event.body["numbers"] for event in desk._store.read("run-1", 0) if event.kind == "numbers.returned"]
    assert [len(numbers) for numbers in returned] == [4, 4]


def settling(desk: Desk, console: Console) -> None:
    settle_books(console, desk, agree(desk), JONAS, SystemClock())


def test_a_count_asks_for_all_that_no_program_can_see(desk, typed, capsys) -> None:
    desk.act(
        ask.TellInFlight("shop.csv", (), (SystemRecord("W-1", "", 5, "EUR"), SystemRecord("W-2", "", 5, "EUR"))), INES
    )
    desk.act(ask.Return("order"), JONAS)
    with typed("0", "0", "W-9", "W-2", "1", "n") as console, pytest.raises(Refused):
        settling(desk, console)
    found = {(one.rule, one.number) for one in desk.state.ledger.books["order"].exceptions}
    assert found == {("R15", "W-2"), ("R17", "P26-")}
    said = capsys.readouterr().out
    assert "Not on this list: W-9" in said
    assert "DRILL NUMBERS IN A REAL SYSTEM" in said


def test_without_a_log_nobody_is_asked_about_one(desk, typed, capsys) -> None:
    desk.act(ask.Return("order"), JONAS)
    with typed("0", "0", "0") as console:
        settling(desk, console)
    assert desk.state.ledger.agree("order")
    assert "order app" not in capsys.readouterr().out


def test_an_exception_is_settled_by_another_who_has_a_hand_in_the_run_and_the_record_says_stated(
    desk, typed, capsys
) -> None:
    desk.act(ask.Return("order"), JONAS)
    by = ("jonas", "casper", "the bin is empty", "priya", "the bin is empty")
    with typed("1", "0", "0", "y", *by) as console:
        settling(desk, console)
    (settled,) = [event for event in desk._store.read("run-1", 0) if event.kind == "books.exception-settled"]
    assert (settled.actor.id, settled.actor.known.value) == ("priya", "stated")
    said = capsys.readouterr().out
    assert "jonas is at this step; somebody else settles what it found" in said
    assert "casper has no hand in this run" in said


def test_when_nobody_else_is_there_the_books_stay_open(desk, typed) -> None:
    desk.act(ask.Return("order"), JONAS)
    with typed("1", "0", "0", "y", "") as console, pytest.raises(Refused, match="do not agree"):
        settling(desk, console)
    assert not desk.state.ledger.agree("order")


def test_after_the_last_step_whoever_leads_or_holds_blanks_is_asked_for_them(desk, typed) -> None:
    def waiting(person: str) -> list[str]:
        return [one.key for one in matters(desk.state, who(person), desk.clock)]

    assert waiting("ines") == []
    desk.act(ask.Skip("agree", "nobody is here"), INES)
    assert (waiting("ines"), waiting("jonas"), waiting("priya")) == (["out order 4"], ["out order 4"], [])
    (matter,) = matters(desk.state, JONAS, desk.clock)
    with typed("y") as console:
        command = matter.settle(console)
    assert command == ask.Return("order", tuple(desk.state.ledger.numbers))
