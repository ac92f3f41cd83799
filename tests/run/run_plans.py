"""Small plans, written as people would write them in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from continuity.plan import FrozenPlan
from continuity.structure import decode

PEOPLE = {"clerk": ["jonas", "lena"], "lead": ["ines"], "checker": ["priya"]}
ROLES: dict[str, Any] = {
    "clerk": {"title": "Order clerk"},
    "lead": {"title": "Shift lead", "backup": "clerk"},
    "checker": {"title": "Checker"},
}
ORDER: dict[str, Any] = {
    "title": "Order by hand",
    "numbering": {"prefix": "M26-", "drill_prefix": "P26-"},
    "fields": [
        {"id": "customer", "label": "Customer", "private": True, "identifies": True},
        {"id": "total", "label": "Total", "type": "money", "total": True},
    ],
    "limits": [{"field": "total", "max": "5 000.00 EUR", "approval": "lead"}],
}
BY_PROGRAM = {"url": "http://crm", "upsert": "/{number}", "read": "/{number}", "search": "/{prefix}"}
"""A way home for a program."""
PROBES = {"crm-orders": "take-orders", "crm-search": "answer-customers", "accounting": "invoice"}
DEAD = {
    "id": "dead",
    "title": "Nothing answers",
    "begin": "0s",
    "for": "30m",
    "faults": [{"at": "orders", "kind": "refuse"}],
}


def step(id: str, role: str = "clerk", **more: Any) -> dict[str, Any]:
    return {"id": id, "do": f"Do {id}", "role": role, **more}


def objective(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "title": id, **more}


def runbook(id: str, steps: Sequence[Any], process: str = "take-orders", **more: Any) -> dict[str, Any]:
    return {
        "format": "runbook/1",
        "id": id,
        "title": id,
        "version": "1.0",
        "owner": "sales",
        "process": process,
        "activation": {"trigger": "t", "authority": ["lead"], "stand_down": "s"},
        "roles": ROLES,
        "steps": list(steps),
        **more,
    }


def plan(
    steps: Sequence[Any] = (),
    *,
    objectives: Sequence[Any] = (),
    phases: Sequence[Any] = (DEAD,),
    followed: Mapping[str, Sequence[Any]] | None = None,
    forms: Mapping[str, Any] | None = None,
    people: Mapping[str, Any] | None = None,
    mbco: Mapping[str, Any] | None = None,
    receivers: Mapping[str, Any] | None = None,
    back_entry: Mapping[str, Any] | None = None,
    **drill: Any,
) -> FrozenPlan:
    """A drill of the runbook ``main``, whose steps these are; clerks take orders, the point crm-orders fails.

    Without ``back_entry`` no program reaches the CRM.
    """
    others = {id: runbook(id, inner) for id, inner in (followed or {}).items()}
    own = runbook("main", steps, forms={"order": ORDER} if forms is None else forms)
    value = {
        "organisation": _organisation(mbco, receivers or {}, back_entry),
        "drill": {
            "format": "drill/1",
            "id": "quarterly",
            "title": "Quarterly",
            "environment": "practice",
            "scenario": "outage",
            "binds": {"orders": "crm-orders", "search": "crm-search"},
            "runbook": "main",
            "people": PEOPLE if people is None else people,
            "objectives": list(objectives),
            "limits": {"max_duration": "8h"},
            **drill,
        },
        "scenario": {
            "format": "scenario/1",
            "id": "outage",
            "title": "Outage",
            "source": {"outage": "invented", "evidence": "judgement", "says": "all is dead"},
            "places": {"orders": "Orders", "search": "Search"},
            "phases": list(phases),
        },
        "runbooks": {"main": own, **others},
        "names": {"clerk": "Order clerk", "lead": "Shift lead", "checker": "Checker"},
    }
    return decode(FrozenPlan, value)


def _organisation(
    mbco: Mapping[str, Any] | None, receivers: Mapping[str, Any], back_entry: Mapping[str, Any] | None
) -> dict[str, Any]:
    home = {} if back_entry is None else {"back_entry": dict(back_entry)}
    targets = {"owner": "sales", "rto": "30m", "mtpd": "8h"}
    processes: list[dict[str, Any]] = [{"id": id, "title": id, **targets} for id in PROBES.values()]
    if mbco is not None:
        processes[0]["mbco"] = mbco
    return {
        "format": "organisation/1",
        "id": "garden-supply",
        "title": "Garden Supply",
        "time_zone": "Europe/Paris",
        "currency": "EUR",
        "processes": processes,
        "points": [{"id": id, "title": id, "process": process, "owner": "it"} for id, process in PROBES.items()],
        "environments": [{"id": "practice", "title": "Practice", "test": True, "receivers": dict(receivers)} | home],
    }
