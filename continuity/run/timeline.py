"""What should be so at a moment of scenario time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from continuity.plan import FrozenPlan, Inject, PhaseFault
from continuity.run.state import RunState

__all__ = ["Planned", "due_injects", "last_end", "last_wanted_end", "phases_at", "planned_faults", "wanted_faults"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault of the plan; times are scenario milliseconds after the start."""

    id: str
    point: str
    fault: PhaseFault
    begin: int
    end: int

    def is_due(self, elapsed: int) -> bool:
        """Whether it should be in."""
        return self.begin <= elapsed < self.end


def planned_faults(plan: FrozenPlan) -> tuple[Planned, ...]:
    """Every fault of the scenario, as bound by the drill."""
    return tuple(Planned(*row) for row in plan.faults())


def wanted_faults(run: RunState) -> tuple[Planned, ...]:
    """The same as a controller has moved it: fired earlier or once more, or cleared."""
    return tuple(moved for planned in planned_faults(run.plan) if (moved := _moved(run, planned)) is not None)


def _moved(run: RunState, planned: Planned) -> Planned | None:
    """Fired before its end it lasts until then, fired after it as long as planned; cleared it has no time left."""
    if planned.id in run.cleared:
        return None
    fired = run.fired.get(planned.id)
    if fired is None:
        return planned
    begin = run.time.since_start(fired)
    end = planned.end if begin < planned.end else begin + planned.end - planned.begin
    return replace(planned, begin=min(begin, planned.begin) if begin < planned.end else begin, end=end)


def last_end(plan: FrozenPlan) -> int:
    """When the last fault is out."""
    return max((planned.end for planned in planned_faults(plan)), default=0)


def last_wanted_end(run: RunState) -> int:
    """The same as a controller has moved the faults."""
    return max((planned.end for planned in wanted_faults(run)), default=0)


def phases_at(plan: FrozenPlan, elapsed: int) -> tuple[set[str], set[str]]:
    """Phases that have begun, and phases that are over."""
    offset = plan.drill.starts_after
    begun = {phase.id for phase in plan.scenario.phases if elapsed >= offset + phase.begin}
    over = {phase.id for phase in plan.scenario.phases if elapsed >= offset + phase.begin + phase.for_}
    return begun, over


def due_injects(plan: FrozenPlan, elapsed: int, delivered: set[str]) -> tuple[Inject, ...]:
    """Messages whose time has come and that were not delivered."""
    return tuple(inject for inject in plan.drill.injects if inject.at <= elapsed and inject.id not in delivered)
