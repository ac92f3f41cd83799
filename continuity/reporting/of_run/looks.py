"""The readings of the probes, as far as a report needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from continuity.journal.series import Reading
from continuity.plan import FrozenPlan

__all__ = ["Look", "looks_of", "patience"]


@dataclass(frozen=True, slots=True)
class Look:
    """One look of a probe, begun at a real time; ``good`` is a healthy answer."""

    at: int
    probe: str
    state: str

    @property
    def good(self) -> bool:
        """Whether all was well."""
        return self.state == "ok"


def looks_of(readings: Iterable[Reading]) -> tuple[Look, ...]:
    """Every whole reading, by time; a line that is none is left out, as ``verify`` tells of it."""
    found = []
    for reading in readings:
        match reading:
            case {"at": int(at), "probe": str(probe), "state": str(state)}:
                found.append(Look(at, probe, state))
    return tuple(sorted(found, key=lambda look: (look.at, look.probe)))


def patience(plan: FrozenPlan, point: str) -> int:
    """Real milliseconds within which a probe of the point should have seen what is wrong there.

    Two intervals, one timeout, and for a probe that looks at an age, the age that it lets pass.
    """
    probes = plan.place(point).probes
    return max(
        (
            2 * plan.probe_interval(probe) + probe.timeout + (probe.expect.fresh_within if probe.expect.fresh else 0)
            for probe in probes
        ),
        default=0,
    )
