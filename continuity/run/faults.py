"""Faults and probes of a run, as the journal tells of them. Times are real milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from continuity.events.outage import ProbeState

__all__ = ["FaultRound", "FaultState", "GivenUp", "ProbeChange", "ProbeTrack"]


class GivenUp(NamedTuple):
    """A promise that a person gave up: its fault may be in for all that anybody knows."""

    at: int
    fault: str
    what: str
    by: str
    reason: str
    manual: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is known of it."""
        return f"given up by {self.by}, not proven out: {self.reason}"


@dataclass(slots=True)
class FaultRound:
    """One injection of a fault, from going in to proven out; a pause ends it, and going on begins another."""

    injected_at: int
    seen_at: int | None = None
    seen_by: list[str] = field(default_factory=list)
    removed_at: int | None = None
    removed_by: str = ""
    outcome: str = ""
    not_healed: str = ""
    given_up: str = ""
    verified_at: int | None = None
    good: int = 0

    @property
    def gone_with_server(self) -> bool:
        """Whether the server that held it had ended, as for the fault as a whole."""
        return _is_gone_with_server(self.outcome)


@dataclass(slots=True)
class FaultState:
    """One planned fault: in, seen, out, proven out. A pause takes it out and puts it in again."""

    id: str
    point: str
    kind: str
    words: str
    injected_at: int | None = None
    """First time in."""
    obligation: str = ""
    server: str = ""
    target: str = ""
    inside: bool = False
    round: int = 0
    seen_at: int | None = None
    seen_by: list[str] = field(default_factory=list)
    removed_at: int | None = None
    removed_by: str = ""
    outcome: str = ""
    verified_at: int | None = None
    good: int = 0
    failed: str = ""
    not_healed: str = ""
    manual: tuple[str, ...] = ()
    given_up: str = ""
    """Who gave it up and why, while nothing has happened to it since."""
    spans: list[tuple[int, int | None]] = field(default_factory=list)
    """When it was in, each time."""
    rounds: list[FaultRound] = field(default_factory=list)
    """What came of it each time; the fields above tell of the fault as a whole, or of the last time."""

    @property
    def gone_with_server(self) -> bool:
        """Whether the server that held it, one of ours, had ended when it was to be taken out, and it with it."""
        return self.removed_at is not None and not self.inside and _is_gone_with_server(self.outcome)


def _is_gone_with_server(outcome: str) -> bool:
    # The guard's word for it comes with the reason.
    return outcome.partition(":")[0] == "gone_with_server"


class ProbeChange(NamedTuple):
    """A probe's state from ``at`` on."""

    at: int
    state: ProbeState
    detail: str


@dataclass(slots=True)
class ProbeTrack:
    """What one probe has seen."""

    probe: str
    point: str
    interval_ms: int
    changes: list[ProbeChange] = field(default_factory=list)

    @property
    def state(self) -> ProbeState | None:
        """The state now; none before the first reading."""
        return self.changes[-1].state if self.changes else None

    def first_failing(self, since: int) -> int | None:
        """When it was first not ok from ``since`` on; a state that already lasts counts from ``since``."""
        for number, change in enumerate(self.changes):
            until = self.changes[number + 1].at if number + 1 < len(self.changes) else None
            if change.state != "ok" and (until is None or until > since):
                return max(change.at, since)
        return None
