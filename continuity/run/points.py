"""Which points stand for which process."""

from __future__ import annotations

from continuity.plan import FrozenPlan

__all__ = ["main_points", "process_points"]


def main_points(plan: FrozenPlan) -> tuple[str, ...]:
    """Points whose failure stops the process that the runbook is for."""
    return process_points(plan, plan.runbook.process)


def process_points(plan: FrozenPlan, process: str) -> tuple[str, ...]:
    """Faulted points of a process; all faulted points when it has none of its own. A real outage's are the watched."""
    faulted = tuple(dict.fromkeys(point for _, point, *_ in plan.faults())) or plan.watched_points()
    own = tuple(id for id in faulted if plan.organisation.point(id).process == process)
    return own or faulted
