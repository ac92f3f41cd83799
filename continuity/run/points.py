"""Which points stand for which process."""

from __future__ import annotations

from continuity.plan import FrozenPlan

__all__ = ["main_points", "process_points"]


def main_points(plan: FrozenPlan) -> tuple[str, ...]:
    """Points whose failure stops the process that the runbook is for."""
    return process_points(plan, plan.runbook.process)


def process_points(plan: FrozenPlan, process: str) -> tuple[str, ...]:
    """Faulted points of a process; all faulted points when it has none of its own.

    Where nothing is injected, as in a real outage, they are the watched points that the process or its runbook is for.
    """
    faulted = tuple(dict.fromkeys(point for _, point, *_ in plan.faults()))
    if not faulted:
        return _watched(plan, process) or _watched(plan, plan.runbook.process)
    own = tuple(id for id in faulted if plan.organisation.point(id).process == process)
    return own or faulted


def _watched(plan: FrozenPlan, process: str) -> tuple[str, ...]:
    points = (plan.organisation.point(id) for id in plan.watched_points())
    main = process == plan.runbook.process
    return tuple(p.id for p in points if p.process == process or (main and p.fallback == plan.runbook.id))
