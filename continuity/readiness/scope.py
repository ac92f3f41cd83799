"""What is judged: the programme, with the names and drills that it points at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.plan import Claim, Drill, Objective, Organisation, Programme

__all__ = ["Scope"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The programme, its organisation, and the drills of the workspace by id."""

    programme: Programme
    organisation: Organisation
    drills: Mapping[str, Drill] = field(default_factory=dict)

    @property
    def claimed_drills(self) -> tuple[str, ...]:
        """Drills that claims name, in the order of the claims."""
        return tuple(dict.fromkeys(claim.drill for claim in self.programme.claims))

    @property
    def top_tier(self) -> int:
        """The tier that matters most among the claims; 1 when there is none."""
        return min((claim.tier for claim in self.programme.claims), default=1)

    def drill_title(self, id: str) -> str:
        """What people call a drill."""
        return self.drills[id].title if id in self.drills else id

    def point_title(self, id: str) -> str:
        """What people call a point."""
        return next((point.title for point in self.organisation.points if point.id == id), id)

    def process_title(self, id: str) -> str:
        """What people call a process."""
        return next((process.title for process in self.organisation.processes if process.id == id), id)

    def objective(self, claim: Claim) -> Objective | None:
        """The objective that shows a claim, as its drill has it now."""
        drill = self.drills.get(claim.drill)
        objectives = drill.objectives if drill else ()
        return next((objective for objective in objectives if objective.id == claim.objective), None)

    def command(self, drill: str) -> str:
        """What to type to run a drill so that its times count."""
        slow = "" if drill not in self.drills or self.drills[drill].speed == 1 else " --speed 1"
        return f"continuity drill run {drill}{slow}"
