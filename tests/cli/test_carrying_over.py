"""Real orders on a drill's forms reach the real outage exactly once, whenever the process is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from small_company import write_files

from continuity.cli.carrying import carry_over, choose_orders, load_of, orders_left
from continuity.cli.here import Here
from continuity.cli.running import used_before
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.errors import UsageProblem
from continuity.events import Actor, Known
from continuity.events.ledger import BlockIssued
from continuity.events.lifecycle import RunAborted, RunFrozen, RunOpened, RunStarted
from continuity.plan import Environment, FrozenPlan
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.state import RunState, fold
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.incident import freeze_incident
from continuity.workspace.load import load

DRILL, OUTAGE = "2026-q4-01", "2026-q4-02"
CUSTOMERS = ("Ana", "Bea", "Cid")
WRITES = 3 + 1 + 1 + 3 * 2
"""The choice of each order, the opening, the block, and for each order both records."""
EVA = Who(Actor("eva", Known.STATED), "clerk")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose drill was aborted with three orders on its forms."""
    monkeypatch.setenv("CONTINUITY_STATE", str(tmp_path / "state"))
    write_files(tmp_path, "http://127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3")
    _drill(Here(tmp_path), freeze(load(tmp_path), "first", speed=1))
    return tmp_path


def _drill(here: Here, plan: FrozenPlan) -> None:
    desk = here.desk(DRILL)
    desk.record([RunOpened("drill", "first", "Our first drill"), RunFrozen(plan, plan_hash(plan)), RunStarted("none")])
    desk.record([BlockIssued("b", "order", "Z26-", 4, True, 1, 5, "eva", True)])
    for counter, customer in enumerate(CUSTOMERS, 1):
        values = {"customer": customer, "phone": f"+351 {counter}", "lamp": "Lantern", "total": f"{counter}0.00"}
        desk.act(ask.Capture("order", values, "till", counter), EVA)
    desk.record([RunAborted("NO DUFF")])


def _carry(root: Path, wanted: tuple[str, ...]) -> None:
    """What ``incident open`` does between the end of a drill and the first step of the outage."""
    here = Here(root)
    chosen = choose_orders(load_of(here, (), wanted), None, "rui")
    desk = here.desk(OUTAGE)
    desk.refresh()
    if desk.state.opened is None:
        people = {"lead": ("rui",), "clerk": ("eva",), "books": ("lia",)}
        plan = freeze_incident(load(root), "paper", _live(root), people, "rui")
        opened = RunOpened("real", "paper", "Sell on paper", used_before=used_before(here), halted=DRILL)
        desk.record([opened, RunFrozen(plan, plan_hash(plan)), RunStarted("none")])
    carry_over(here, desk, chosen, "rui")


def _live(root: Path) -> Environment:
    return load(root).require().environment("test-house")


def _state(root: Path, run: str) -> RunState:
    return fold(facts(Here(root, read_only=True).store, run))


def _carried(root: Path) -> dict[str, str | None]:
    """Customer -> the drill's number that it came from, for each record of the outage; loud when one is there twice."""
    records = [n.record for n in _state(root, OUTAGE).ledger.numbers.values() if n.record]
    found = {record.text("customer") or "": record.carried_from for record in records}
    assert len(found) == len(records), "an order is there twice"
    return found


def test_each_order_gets_a_real_number_and_both_records_point_at_each_other(root: Path) -> None:
    before = _state(root, DRILL)
    _carry(root, ("all",))
    assert set(_carried(root)) == set(CUSTOMERS)
    drill, outage = _state(root, DRILL), _state(root, OUTAGE)
    for number in before.ledger.numbers.values():
        if number.record is None:
            continue
        gone = drill.ledger.numbers[number.number]
        assert gone.state.value == "void"
        run, _, real = (gone.carried_to or "").partition(" ")
        record = outage.ledger.numbers[real].record
        assert (run, real[:4]) == (OUTAGE, "L26-")
        assert record is not None
        assert record.carried_from == f"{DRILL} {number.number}"
        assert (record.taken_at, record.taken_by) == (number.record.taken_at, "eva"), (
            "whoever took it, when it was taken"
        )
        assert (record.total, record.text("phone")) == (number.record.total, number.record.text("phone"))
    assert Here(root).is_over(DRILL), "a drill stays over, whatever is written into it later"


def test_only_what_is_named_goes_over_and_what_is_marked_stays_on_offer(root: Path) -> None:
    numbers = [n.number for n in _state(root, DRILL).ledger.numbers.values() if n.record]
    _carry(root, (numbers[1],))
    assert set(_carried(root)) == {"Bea"}
    assert orders_left(Here(root), DRILL) == []
    with pytest.raises(UsageProblem, match="no order that can be carried over"):
        load_of(Here(root), (), (numbers[1],))
    _carry(root, ("none",))
    assert set(_carried(root)) == {"Bea"}


@pytest.mark.parametrize("before", range(WRITES))
def test_killed_before_any_write_and_begun_again_no_order_is_lost_and_none_is_doubled(root: Path, before: int) -> None:
    assert _killed(root, before) == -signal.SIGKILL
    _carry(root, ("all",))
    _carry(root, ("all",))
    assert set(_carried(root)) == set(CUSTOMERS)
    left = [n for n in _state(root, DRILL).ledger.numbers.values() if n.record and n.carried_to is None]
    assert left == []


def test_there_is_no_write_before_which_it_was_not_killed(root: Path) -> None:
    assert _killed(root, WRITES) == 0


def _killed(root: Path, before: int) -> int | None:
    """Carry over in a process of its own that dies before its write of that number."""
    child = multiprocessing.get_context("fork").Process(target=_die_before, args=(root, before))
    child.start()
    child.join(30)
    return child.exitcode


def _die_before(root: Path, before: int) -> None:
    written, record = 0, Desk.record

    def counted(*given: object, **more: object) -> object:
        nonlocal written
        if written == before:
            os.kill(os.getpid(), signal.SIGKILL)
        written += 1
        return record(*given, **more)  # type: ignore[arg-type]

    Desk.record = counted  # type: ignore[method-assign,assignment]
    _carry(root, ("all",))
