"""Claims and records of runs, invented: one drill ``outage`` with an objective for each claim."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from continuity.plan import Claim, Drill, Objective, Organisation, Point, Process, Programme
from continuity.plan.drill import Limits
from continuity.programme.record import RunRecord
from continuity.readiness.assess import Readiness, assess
from continuity.readiness.scope import Scope
from continuity.run.objectives import Judged, Met
from continuity.run.verdict import DrillWord, SafetyWord
from continuity.structure import Duration

DAY, HOUR, MIN = 86_400_000, 3_600_000, 60_000
NOW = 1_795_356_000_000
"""2026-11-22T14:00:00Z."""
FILES = {"drills/outage.yaml": "d" * 64, "runbooks/by-hand.yaml": "b" * 64}
POINTS = ("crm", "status-page", "payments")


def objective(id: str, records: bool = False) -> Objective:
    if records:
        return Objective(id, id, records="each-once", process="orders")
    return Objective(id, id, clock=("t0", "t3"), within=Duration(30 * MIN), process="orders")


def claim(id: str, tier: int = 1, drill: str = "outage", days: int = 100) -> Claim:
    return Claim(id, f"Claim {id}", "orders", drill, id, tier, Duration(days * DAY))


def judged(id: str, met: Met = Met.MET, took: int | None = 18, records: bool = False) -> Judged:
    if records:
        return Judged(objective(id, True), met, "46 of 46, each once")
    return Judged(objective(id), met, f"took {took} min", None if took is None else took * MIN)


def record(
    id: str = "2026-q4-02", ago: int = 10, results: Mapping[str, Met | Judged] | None = None, **changes: Any
) -> RunRecord:
    """A drill that counts, begun ``ago`` days before now, an hour long; met in objective ``a`` unless said."""
    found = results if results is not None else {"a": Met.MET}
    value = RunRecord(
        id,
        "drill",
        "outage",
        "Outage",
        NOW - ago * DAY,
        NOW - ago * DAY + HOUR,
        1,
        DrillWord.PASSED,
        SafetyWord.CLEAN,
        tuple(one if isinstance(one, Judged) else judged(name, one) for name, one in found.items()),
        events=400,
        head="ab12" * 16,
        verified=True,
        met=len(found),
        people=("ines", "jonas"),
        approved_by="claire",
        seen=("crm",),
        probed=("crm", "status-page"),
        files=FILES,
    )
    return dataclasses.replace(value, **changes)


def practice(id: str = "2026-q4-01", ago: int = 5, **changes: Any) -> RunRecord:
    """A demo: everybody simulated, at sixty times real speed."""
    played = {"simulated": ("clerk", "lead"), "people": (), "approved_by": None, "speed": 60}
    return record(id, ago, **{**played, **changes})


def drill(*objectives: Objective, speed: int = 1) -> Drill:
    return Drill(
        "drill/1",
        "outage",
        "The usual outage",
        "practice",
        "dead",
        {"orders": "crm"},
        "by-hand",
        {"clerk": ("jonas",)},
        objectives,
        Limits(Duration(3 * HOUR)),
        speed=speed,
    )


def scope(*claims: Claim, **changes: Any) -> Scope:
    organisation = Organisation(
        "organisation/1",
        "shop",
        "Garden Supply",
        "Europe/Paris",
        "EUR",
        processes=(Process("orders", "Take orders", "sales", Duration(HOUR), Duration(8 * HOUR)),),
        points=tuple(Point(id, f"The {id}", "orders", "it") for id in POINTS),
    )
    programme = Programme("programme/1", "readiness", "What we show", "sales", claims, POINTS)
    drills = {"outage": drill(*(objective(one.objective) for one in claims))}
    return dataclasses.replace(Scope(programme, organisation, drills), **changes)


def ready(claims: list[Claim], records: list[RunRecord], **more: Any) -> Readiness:
    return assess(scope(*claims), records, NOW, **more)
