"""`ledger reconcile` says what the run's own books say, whoever looked into the CRM: a program or people."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "backentry"))

from homes import HOMES, Home
from ledger_run import INES, JONAS, NUMBERS, RUN, SERIES

from continuity.cli.here import Here
from continuity.conductor.comparing import Comparing
from continuity.desk.desk import Desk
from continuity.events.ledger import BlockIssued, EntryBegan, RecordEntered
from continuity.events.lifecycle import RunFrozen, RunOpened, RunStarted
from continuity.plan import BackEntry, FrozenPlan, Step
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.load import load

STEPS = (Step("enter", "Enter", "order-clerk"), Step("agree", "Compare", "order-clerk", reconcile="order"))


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(tmp_path / "crm"), "crm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['crm']}"
        process.terminate()
        process.wait(10)


def frozen(root: Path, entry: BackEntry | None) -> FrozenPlan:
    """The starter's runbook down to its last steps, where records go home by ``entry``, or by hand."""
    plan = freeze(load(root), "quarterly-crm-outage")
    places = [replace(one, back_entry=entry, receivers={}) for one in plan.organisation.environments]
    runbooks = {**plan.runbooks, plan.runbook.id: replace(plan.runbook, steps=STEPS)}
    return replace(plan, organisation=replace(plan.organisation, environments=tuple(places)), runbooks=runbooks)


def entered(root: Path, entry: BackEntry | None) -> Desk:
    """Two orders whose entry was answered well; the other blanks are back."""
    desk, plan = Here(root).desk(RUN), frozen(root, entry)
    desk.record([RunOpened("drill", plan.drill.id, "x"), RunFrozen(plan, plan_hash(plan)), RunStarted("none")])
    desk.record([BlockIssued("b", "order", SERIES.prefix, 4, True, 1, 10, "jonas", True)])
    for place, total in enumerate(("100.00", "50.50"), 1):
        fields = {"customer": f"Vivai {place}", "phone": f"+39 0573 1{place}", "item": "Spade", "quantity": "1"}
        desk.act(ask.Capture("order", {**fields, "total": total}, "tablet", place), JONAS)
    desk.act(ask.Return("order"), JONAS)
    answers = [RecordEntered(number, "created", f"SO-{number}") for number in NUMBERS[:2]]
    desk.record([EntryBegan("enter", "order", "practice"), *answers])
    desk.act(ask.Finish("enter"), JONAS)
    desk.act(ask.Start("agree"), JONAS)
    return desk


def by_program(desk: Desk, home: Home) -> None:
    """The CRM has lost the second order, and holds the first one with another total."""
    home.plant(NUMBERS[0], 9_000)
    desk.act(ask.Compare("agree"), Who(INES.actor))
    for errand in Comparing(desk, {}, home.open, None).due(lambda _: True):
        desk.record(errand.work()())


def by_hand(desk: Desk) -> None:
    desk.act(ask.CountByHand("agree", 1, 9_000), Who(INES.actor))


@pytest.mark.parametrize("kind", [*HOMES, "by hand"])
def test_reconcile_and_the_books_of_the_run_are_one(kind, house, say, tmp_path, request) -> None:
    if kind == "by hand":
        desk = entered(house, None)
        by_hand(desk)
    else:
        home = Home(kind, request.getfixturevalue("crm"), tmp_path / "folder")
        request.addfinalizer(home.close)
        desk = entered(house, BackEntry("http://crm", "/{number}", "/{number}", "/{prefix}", kind=kind))
        by_program(desk, home)
    said = say("ledger", "reconcile", RUN, "--json")
    shown = say("ledger", "show", RUN, "--json").rows
    books = {(one["rule"], one["number"], one["detail"]) for one in shown["exceptions"] if not one["hint"]}
    assert {(one["rule"], one["number"], one["detail"]) for one in said.rows["exceptions"]} == books
    assert (said.code, said.rows["lost"], shown["forms"][0]["lost"]) == (6, 1, 1)
    assert {one["rule"] for one in said.rows["exceptions"]} == {"R4", "R6"}


def test_after_a_change_reconcile_says_that_the_crm_was_not_looked_at_again(house, say) -> None:
    desk = entered(house, None)
    desk.act(ask.CountByHand("agree", 2, 15_050), Who(INES.actor))
    clean = say("ledger", "reconcile", RUN)
    assert (clean.code, "Something has changed" in clean.out) == (0, False)
    desk.record([RecordEntered(NUMBERS[0], "updated", "SO-9")])
    assert "Something has changed since the books were compared" in say("ledger", "reconcile", RUN).out
