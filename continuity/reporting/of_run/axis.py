"""The time axis of one report: real times in, scenario milliseconds since its zero out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.clock import to_iso
from continuity.reporting.timeline import Gap
from continuity.run.clocks import read_clocks
from continuity.run.state import RunState
from continuity.run.time import ScenarioTime

__all__ = ["Axis", "axis_of"]


@dataclass(frozen=True, slots=True)
class Axis:
    """``zero`` is the real time of t0, or of the start; ``end`` that of the end, or of the last event so far."""

    time: ScenarioTime
    name: Literal["t0", "start"]
    zero: int
    start: int
    end: int

    def ms(self, at: int) -> int:
        """Where a real time lies; gaps take no scenario time."""
        return self.time.between(self.zero, at)

    def maybe(self, at: int | None) -> int | None:
        """The same for what may never have happened."""
        return None if at is None else self.ms(at)

    def planned(self, since_start: int) -> int:
        """Where a moment of the plan lies, given in scenario milliseconds after the start."""
        return since_start - self.time.since_start(self.zero)

    @property
    def zero_at(self) -> str:
        """Zero on the wall, RFC 3339."""
        return to_iso(self.zero)

    def gaps(self) -> tuple[Gap, ...]:
        """Every stretch in which the clock stood still; one that still lasts goes on to the last event."""
        return tuple(
            Gap(
                self.ms(gap.begin),
                self.ms(gap.end if gap.end is not None else self.end),
                (gap.end if gap.end is not None else self.end) - gap.begin,
                gap.why,
            )
            for gap in self.time.gaps
        )


def axis_of(run: RunState) -> Axis:
    """The axis of a run that has begun."""
    start = run.time.started_at or 0
    t0 = read_clocks(run).get("t0")
    end = run.ended_at if run.ended_at is not None else run.last_at
    # A real outage may have begun before anybody opened it.
    return Axis(run.time, "t0" if t0 else "start", t0.at if t0 else start, min(start, t0.at) if t0 else start, end)
