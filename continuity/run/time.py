"""Scenario time: real time while the run is running, multiplied by the drill's speed."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["LOST", "Gap", "ScenarioTime"]

LOST = "the conductor was lost"
"""Why the clock stood still when nobody had asked for it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which the clock stood still, in real milliseconds; ``end`` is absent while it lasts."""

    begin: int
    end: int | None
    why: str


@dataclass(slots=True)
class ScenarioTime:
    """When the run ran. Times handed in are real, times handed out are scenario milliseconds."""

    speed: int = 1
    started_at: int | None = None
    gaps: list[Gap] = field(default_factory=list)
    from_before: bool = False
    """A real outage begins before anybody opens a run: times before the start count, as negative ones."""

    def start(self, at: int) -> None:
        """The run begins."""
        self.started_at = at

    def stop(self, at: int, why: str) -> None:
        """The clock stands still from ``at``; a gap already open stays as it is."""
        if not self.standing_still:
            self.gaps.append(Gap(at, None, why))

    def go_on(self, at: int) -> None:
        """The clock runs again."""
        if self.standing_still:
            gap = self.gaps.pop()
            self.gaps.append(Gap(gap.begin, max(at, gap.begin), gap.why))

    @property
    def standing_still(self) -> bool:
        """Whether a gap is open."""
        return bool(self.gaps) and self.gaps[-1].end is None

    def since_start(self, at: int) -> int:
        """Scenario milliseconds from the start to a real time, gaps left out; nought before the start of a drill."""
        if self.started_at is None:
            return 0
        return self._floored(at - self.started_at - self._lost_before(at)) * self.speed

    def with_gaps(self, at: int) -> int:
        """The same with the gaps counted in."""
        return 0 if self.started_at is None else self._floored(at - self.started_at) * self.speed

    def between(self, begin: int, end: int) -> int:
        """Scenario milliseconds between two real times, gaps left out."""
        return self.since_start(end) - self.since_start(begin)

    def real(self, scenario_ms: int) -> int:
        """The real time at which that much scenario time has passed since the start."""
        at = (self.started_at or 0) + -(-scenario_ms // self.speed)
        for gap in self.gaps:
            if gap.end is not None and gap.begin < at:
                at += gap.end - gap.begin
        return at

    def _floored(self, passed: int) -> int:
        return passed if self.from_before else max(0, passed)

    def _lost_before(self, at: int) -> int:
        return sum(max(0, min(at, gap.end if gap.end is not None else at) - gap.begin) for gap in self.gaps)
