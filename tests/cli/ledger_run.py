"""A drill of the starter workspace that runs and that nobody conducts: blanks are out, and the CRM is away."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

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


def begin(
    root: Path,
    drill: str = "quarterly-crm-outage",
    run: str = RUN,
    mode: Literal["drill", "real"] = "drill",
    first: int = 1,
) -> Desk:
    """The run, with ten blanks in the hands of jonas."""
    plan = freeze(load(root), drill)
    desk = Here(root).desk(run)
    desk.record([RunOpened(mode, drill, plan.drill.title), RunFrozen(plan, plan_hash(plan)), RunStarted("none")])
    prefix, last = "P26-" if mode == "drill" else "M26-", first + 9
    id = f"{prefix}{first:04d}-{last:04d}"
    desk.record([BlockIssued(id, "order", prefix, 4, True, first, last, "jonas", mode == "drill")])
    return desk


def written(place: int, total: str = "1180.00") -> list[str]:
    """The fields of one form, as the command line takes them."""
    told = {"customer": f"Vivai {place}", "phone": f"+39 0573 1000{place}", "item": "Spade", "quantity": "2"}
    return [f"{name}={text}" for name, text in {**told, "total": total}.items()]
