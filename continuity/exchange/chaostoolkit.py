"""A drill as an experiment of the Chaos Toolkit (its experiment format, 1.0), and what of the drill cannot be one.

The experiment speaks to the Toxiproxy server by itself and needs nothing of ours. What it cannot carry is listed: it
stands in the experiment too, under ``extensions``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from continuity.exchange.chaos_activities import PROMISES_NOTHING, Acts, fault_acts
from continuity.exchange.chaos_probes import point_probes
from continuity.exchange.chaos_seen import all_seen, seen
from continuity.plan import FrozenPlan
from continuity.run.steps import outline
from continuity.run.timeline import Planned, planned_faults
from continuity.structure import JsonObject

__all__ = ["Export", "export_experiment"]


@dataclass(frozen=True, slots=True)
class Export:
    """The experiment as JSON, how many faults are in it, and what was left out, in plain words."""

    experiment: JsonObject
    faults: int
    left_out: tuple[str, ...]


def export_experiment(plan: FrozenPlan, plan_sha256: str, server: str) -> Export:
    """Write the drill as an experiment; ``server`` is the Toxiproxy API, which TOXIPROXY_URL replaces when it runs."""
    probes: list[JsonObject] = []
    acts: list[tuple[Planned, Acts, JsonObject | None]] = []
    left_out: list[str] = []
    for point in plan.watched_points():
        found, without = point_probes(plan, point)
        probes += found
        left_out += without
    for planned in planned_faults(plan):
        made = fault_acts(plan, planned)
        if isinstance(made, str):
            left_out.append(made)
        else:
            showing = seen(plan, planned)
            acts.append((planned, made, showing))
            if showing is None:
                left_out.append(f"whether the fault {planned.id} at {planned.point} shows: no probe here looks at it")
    left_out += _people(plan)
    experiment: JsonObject = {
        "version": "1.0.0",
        "title": plan.drill.title,
        "description": f"{plan.scenario.source.says.strip()} {PROMISES_NOTHING}",
        "tags": ["continuity", f"drill:{plan.drill.id}"],
        "configuration": {"toxiproxy_url": {"type": "env", "key": "TOXIPROXY_URL", "default": server}},
        "steady-state-hypothesis": {
            "title": "Every point is healthy, and no fault went unseen",
            "probes": [all_seen(plan), *probes],
        },
        "method": list(_method(plan, acts)),
        "rollbacks": [made.heal for _, made, _ in reversed(acts)],
        "runtime": {"rollbacks": {"strategy": "always"}, "hypothesis": {"strategy": "default"}},
        "extensions": [_ours(plan, plan_sha256, left_out)],
    }
    return Export(experiment, len(acts), tuple(left_out))


def _method(plan: FrozenPlan, acts: Sequence[tuple[Planned, Acts, JsonObject | None]]) -> Iterator[JsonObject]:
    """Faults in and out by the timeline, in real time; each is looked at just before it goes."""
    moments: list[tuple[int, int, list[JsonObject]]] = []
    for planned, made, showing in acts:
        looks: list[JsonObject] = [_without_tolerance(one) for one in point_probes(plan, planned.point)[0]]
        moments.append((planned.begin, 1, [made.inject]))
        moments.append((planned.end, 0, [*looks, *([showing] if showing else []), made.heal]))
    clock = 0
    ordered = sorted(moments, key=lambda one: one[:2])
    for number, (at, _, activities) in enumerate(ordered, 1):
        wait, clock = (at - clock) / plan.drill.speed / 1000, at
        for place, activity in enumerate(activities):
            pauses: JsonObject = {"before": _seconds(wait)} if place == 0 and wait else {}
            if number == len(ordered) and place == len(activities) - 1:
                pauses["after"] = _settling(plan)
            yield {**activity, **({"pauses": pauses} if pauses else {})}


def _seconds(wait: float) -> int:
    """Whole seconds, one at least: Continuity writes no fractions, and a fault that is not held shows nothing."""
    return max(1, round(wait))


def _settling(plan: FrozenPlan) -> int:
    """How long after the last fault the points are looked at again: one interval of the slowest probe."""
    intervals = [plan.probe_interval(probe) for point in plan.watched_points() for probe in plan.place(point).probes]
    return max(1, round(max(intervals, default=1000) / 1000))


def _without_tolerance(probe: JsonObject) -> JsonObject:
    return {key: value for key, value in probe.items() if key != "tolerance"} | {"name": f"look: {probe['name']}"}


def _people(plan: FrozenPlan) -> list[str]:
    steps = len(list(outline(plan)))
    told = [f"{steps} steps of people ({plan.runbook.title}): an experiment has no people"] if steps else []
    told += [f"the inject {inject.id}: {inject.words}" for inject in plan.drill.injects]
    return told + [f"the objective {one.id}: {one.title}" for one in plan.drill.objectives]


def _ours(plan: FrozenPlan, plan_sha256: str, left_out: list[str]) -> JsonObject:
    return {
        "name": "continuity",
        "drill": plan.drill.id,
        "environment": plan.environment.id,
        "plan_sha256": plan_sha256,
        "left_out": list(left_out),
    }
