"""What should be so at a moment of scenario time. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.plan import FrozenPlan, Inject, PhaseFault

__all__ = ["Planned", "due_injects", "last_end", "phases_at", "planned_faults"]


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


def last_end(plan: FrozenPlan) -> int:
    """When the last fault is out."""
    return max((planned.end for planned in planned_faults(plan)), default=0)


def phases_at(plan: FrozenPlan, elapsed: int) -> tuple[set[str], set[str]]:
    """Phases that have begun, and phases that are over."""
    offset = plan.drill.starts_after
    begun = {phase.id for phase in plan.scenario.phases if elapsed >= offset + phase.begin}
    over = {phase.id for phase in plan.scenario.phases if elapsed >= offset + phase.begin + phase.for_}
    return begun, over


def due_injects(plan: FrozenPlan, elapsed: int, delivered: set[str]) -> tuple[Inject, ...]:
    """Messages whose time has come and that were not delivered."""
    return tuple(inject for inject in plan.drill.injects if inject.at <= elapsed and inject.id not in delivered)
