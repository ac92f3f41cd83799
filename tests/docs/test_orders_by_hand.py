"""Whoever follows the page about orders by hand in an outage, line by line, is refused nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from conftest import Reader
from pages import Line, in_blocks

from continuity.cli.here import Here
from continuity.events import Actor, Known
from continuity.events.ledger import BlockIssued, BooksCompared, BooksException, RecordCaptured
from continuity.events.lifecycle import RunFrozen, RunOpened, RunStarted
from continuity.events.stations import BatchOverdue
from continuity.ledger.decide import close_batch, send_batch
from continuity.run.commands import Who
from continuity.structure import Private
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.init import init
from continuity.workspace.load import load

PAGE = "docs/orders-by-hand.md"
RUN = "2026-q4-01"
INES, PRIYA = Who(Actor("ines", Known.STATED)), Who(Actor("jonas", Known.STATED))
FORM = "runbooks/take-orders-by-hand.yaml"
PROMISED = "      - {id: promised, label: Promised to the customer, required: false}\n"
PAID = "      - {id: paid, label: Payment reference, required: false, means: payment}\n"


@pytest.fixture
def outage(tmp_path: Path) -> Path:
    """A real outage by the starter's runbook, with a batch that nobody answers to and an exception that is open."""
    root = tmp_path / "ws"
    init(root)
    text = (root / FORM).read_text("utf-8")
    (root / FORM).write_text(text.replace(PROMISED, PROMISED + PAID), "utf-8")
    plan = freeze(load(root), "quarterly-crm-outage")
    desk = Here(root).desk(RUN)
    desk.record([RunOpened("real", "quarterly-crm-outage", "The CRM is down"), RunFrozen(plan, plan_hash(plan))])
    desk.record([RunStarted("none"), BlockIssued("b", "order", "M26-", 4, True, 411, 440, "jonas", False)])
    number = next(iter(desk.state.ledger.numbers))
    private = {"customer": Private("Vivai"), "phone": Private("+39 0573 11")}
    desk.record([RecordCaptured(number, "order", {"item": "Rake"}, private, 1_000, "EUR", "pad", 1)], PRIYA)
    batch = close_batch(desk.state.ledger, "order", plan.forms()["order"], key="last-batch", drill=False)
    desk.record([batch])
    desk.record([send_batch(desk.state.ledger, batch.batch, "accounting", key="send")], INES)
    desk.record([BatchOverdue(batch.batch, "accounting", 900_000)])
    _files(root)
    return root


def _files(root: Path) -> None:
    form = "Customer,phone,item,quantity,total\nAlbrecht,+49 8161 10,Fork,1,41.20\n"
    (root / "orders.csv").write_text(form, "utf-8")
    (root / "shop-log.csv").write_text("number,outcome\nW-10015,accepted\nW-10016,unknown\n", "utf-8")
    (root / "gateway.csv").write_text("reference,amount\nPAY-1,41.20\n", "utf-8")


def test_every_line_of_the_page_works_in_an_outage(outage: Path) -> None:
    reader = Reader(outage, {**os.environ, "CONTINUITY_STATE": str(outage.parent / "state"), "LOGNAME": "jonas"})
    lines = [line for line in in_blocks(PAGE) if "reconcile" not in line.text]
    assert len(lines) > 14
    for line in lines:
        if " settle " in line.text:
            _disagree(outage, line.words[4])
        reader.follow(line)
    assert "would be taken" in reader.said["continuity import csv orders.csv --form order --dry-run"]
    assert (outage / "usb-stick/BM26-01.html").exists()


def _disagree(root: Path, number: str) -> None:
    desk = Here(root).desk(RUN)
    desk.refresh()
    found = (BooksException("R6", number, "1 170.00 EUR in the CRM, 1 180.00 EUR on the form"),)
    desk.record([BooksCompared("agree", "order", found, 0, 0, agree=False)], INES)


def test_the_books_say_by_their_code_whether_anything_is_open(outage: Path) -> None:
    reader = Reader(outage, {**os.environ, "CONTINUITY_STATE": str(outage.parent / "state")})
    done = subprocess.run(
        reader.command(["continuity", "ledger", "reconcile", "--json"]),
        cwd=outage,
        env=reader.environ,
        capture_output=True,
    )
    assert done.returncode == 6
    assert {one["rule"] for one in json.loads(done.stdout)["exceptions"]} >= {"R1", "R4", "R13"}


def test_a_file_that_came_in_is_told_so_when_it_comes_again(outage: Path) -> None:
    reader = Reader(outage, {**os.environ, "CONTINUITY_STATE": str(outage.parent / "state")})
    line = Line(PAGE, "continuity import csv orders.csv --form order --as jonas", runs=True)
    reader.follow(line)
    assert "1 orders taken in" in reader.said[line.text]
    reader.follow(line)
    assert "1 had been taken before" in reader.said[line.text]
