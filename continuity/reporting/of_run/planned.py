"""What the plan said would happen by the minute, and when it did: phases, faults, injects."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.reporting.account import PlannedRow
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.faults import fault_words
from continuity.run.state import RunState
from continuity.run.timeline import planned_faults

__all__ = ["planned_rows"]


def planned_rows(run: RunState, axis: Axis) -> tuple[PlannedRow, ...]:
    """By planned time, a phase before its faults; a real outage was planned by nobody."""
    if not run.is_drill:
        return ()
    rows = [*_phases(run, axis), *_faults(run, axis), *_injects(run, axis)]
    return tuple(sorted(rows, key=lambda row: row.planned_ms))


def _phases(run: RunState, axis: Axis) -> Iterator[PlannedRow]:
    for phase in run.plan.scenario.phases:
        begun = run.phases[phase.id][0] if phase.id in run.phases else None
        planned = axis.planned(run.plan.drill.starts_after + phase.begin)
        yield PlannedRow("phase", phase.id, phase.title, planned, axis.maybe(begun))


def _faults(run: RunState, axis: Axis) -> Iterator[PlannedRow]:
    for planned in planned_faults(run.plan):
        fault = run.faults.get(planned.id)
        words = fault_words(run.plan, fault) if fault else planned.fault.kind
        title = f"{run.plan.organisation.point(planned.point).title}: {words}"
        actual = axis.maybe(fault.injected_at if fault else None)
        yield PlannedRow("fault", planned.id, title, axis.planned(planned.begin), actual)


def _injects(run: RunState, axis: Axis) -> Iterator[PlannedRow]:
    delivered: dict[str, int] = {}
    for at, body in run.injects:
        delivered.setdefault(body.inject, at)
    for inject in run.plan.drill.injects:
        to, planned = run.plan.role_title(inject.to), axis.planned(inject.at)
        yield PlannedRow("inject", inject.id, inject.says, planned, axis.maybe(delivered.get(inject.id)), to)
