"""Halting: nothing more goes in, and everything of ours on this machine comes out, now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from continuity.clock import Clock
from continuity.faults.heal import heal
from continuity.faults.lever import Lever, engage, lever, release
from continuity.faults.obligations import Unreadable, read_obligations
from continuity.faults.outcome import Outcome

__all__ = ["HaltReport", "Lever", "halt", "lever", "release"]


@dataclass(frozen=True, slots=True)
class HaltReport:
    """What was found and what came of it; ``engaged`` is ``None`` when the lever's file could not be written."""

    engaged: Lever | None
    outcomes: tuple[Outcome, ...]
    unreadable: tuple[Unreadable, ...]

    @property
    def removed(self) -> tuple[Outcome, ...]:
        """Those that are out."""
        return tuple(each for each in self.outcomes if each.healed)

    @property
    def verified(self) -> tuple[Outcome, ...]:
        """Those that the server was read back without."""
        return tuple(each for each in self.outcomes if each.verified_clean)

    @property
    def not_healed(self) -> tuple[Outcome, ...]:
        """Those that may remain."""
        return tuple(each for each in self.outcomes if not each.healed)


def halt(state_dir: Path, reason: str, clock: Clock, by: str = "", budget_s: float = 2.5) -> HaltReport:
    """Engage the lever, then heal every open obligation of every run, past failures, within ``budget_s`` seconds."""
    engaged = _engage(state_dir, Lever(reason, clock.now(), by))
    reading = read_obligations(state_dir)
    outcomes = heal(reading.open, clock=clock, budget_s=budget_s, by="halt")
    return HaltReport(engaged, outcomes, reading.unreadable)


def _engage(state: Path, wanted: Lever) -> Lever | None:
    try:
        return engage(state, wanted)
    except OSError:
        return None  # a full disk is no reason to leave faults in
