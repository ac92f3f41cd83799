"""A drill of the starter workspace that runs and that nobody conducts: blanks are out, and the CRM is away."""

from __future__ import annotations

from pathlib import Path

from continuity.cli.here import Here
from continuity.desk.desk import Desk
from continuity.events import Actor, Known
from continuity.events.ledger import BlockIssued
from continuity.events.lifecycle import RunFrozen, RunOpened, RunStarted
from continuity.ledger.numbers import Series, format_number
from continuity.run.commands import Who
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.load import load

RUN = "2026-q4-01"
SERIES = Series("P26-", 4, True)
NUMBERS = [format_number(SERIES, place) for place in range(1, 11)]
JONAS, INES = Who(Actor("jonas", Known.STATED), "order-clerk"), Who(Actor("ines", Known.STATED), "shift-lead")


def begin(root: Path, drill: str = "quarterly-crm-outage") -> Desk:
    """The run, with ten blanks in the hands of jonas."""
    plan = freeze(load(root), drill)
    desk = Here(root).desk(RUN)
    desk.record([RunOpened("drill", drill, plan.drill.title), RunFrozen(plan, plan_hash(plan)), RunStarted("none")])
    desk.record([BlockIssued("P26-0001-0010", "order", "P26-", 4, True, 1, 10, "jonas", True)])
    return desk


def written(place: int, total: str = "1180.00") -> list[str]:
    """The fields of one form, as the command line takes them."""
    told = {"customer": f"Vivai {place}", "phone": f"+39 0573 1000{place}", "item": "Spade", "quantity": "2"}
    return [f"{name}={text}" for name, text in {**told, "total": total}.items()]
