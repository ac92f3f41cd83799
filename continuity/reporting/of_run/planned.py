"""What the plan said would happen by the minute, and when it did: phases, faults, injects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.events import Known
from continuity.plan import Inject
from continuity.reporting.account import FaultProof, PlannedRow
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.faults import fault_words
from continuity.reporting.texts import _
from continuity.reporting.times import length
from continuity.run.state import RunState
from continuity.run.timeline import planned_faults

__all__ = ["planned_rows"]


def planned_rows(run: RunState, axis: Axis, proofs: Sequence[FaultProof]) -> tuple[PlannedRow, ...]:
    """By planned time, a phase before its faults; a real outage was planned by nobody."""
    if not run.is_drill:
        return ()
    rows = [*_phases(run, axis), *_faults(run, axis, proofs), *_injects(run, axis)]
    return tuple(sorted(rows, key=_when))


def _when(row: PlannedRow) -> int:
    """By the plan; what nobody had planned stands where it happened."""
    return row.planned_ms if row.planned_ms is not None else row.actual_ms or 0


def _phases(run: RunState, axis: Axis) -> Iterator[PlannedRow]:
    for phase in run.plan.scenario.phases:
        begun = run.phases[phase.id][0] if phase.id in run.phases else None
        planned = axis.planned(run.plan.drill.starts_after + phase.begin)
        yield PlannedRow("phase", phase.id, phase.title, planned, axis.maybe(begun))


def _faults(run: RunState, axis: Axis, proofs: Sequence[FaultProof]) -> Iterator[PlannedRow]:
    for planned in planned_faults(run.plan):
        fault = run.faults.get(planned.id)
        words = fault_words(run.plan, fault) if fault else planned.fault.kind
        title = f"{run.plan.organisation.point(planned.point).title}: {words}"
        actual = axis.maybe(fault.injected_at if fault else None)
        by = next((proof.fired_by or "" for proof in proofs if proof.id == planned.id), "")
        yield PlannedRow("fault", planned.id, title, axis.planned(planned.begin), actual, by=by)


def _injects(run: RunState, axis: Axis) -> Iterator[PlannedRow]:
    delivered: dict[str, int] = {}
    for at, body in run.injects:
        delivered.setdefault(body.inject, at)
    for inject in run.plan.drill.injects:
        to = run.plan.role_title(inject.to) if inject.says else ""
        words = inject.says or _words(run, inject)
        actual = axis.maybe(delivered.pop(inject.id, None))
        yield PlannedRow("inject", inject.id, words, axis.planned(inject.at), actual, to, _by(run, inject.id))
    said = {body.inject: body for _, body in run.injects}
    for id, at in delivered.items():
        to = run.plan.role_title(said[id].to) if said[id].to else ""
        yield PlannedRow("inject", id, said[id].says, None, axis.ms(at), to, _by(run, id))


def _words(run: RunState, inject: Inject) -> str:
    """Who or what is taken away, and for how long."""
    channel = run.plan.organisation.channels.get(inject.without or "", inject.without)
    what = _("%s is taken away") % inject.away if inject.away else _("%s fails") % channel
    return what if inject.for_ is None else _("%(what)s for %(long)s") % {"what": what, "long": length(inject.for_)}


def _by(run: RunState, id: str) -> str:
    """The person who played it; nobody's name when its time had come."""
    actor = run.played_by.get(id)
    return actor.id if actor is not None and actor.known is not Known.SYSTEM else ""
