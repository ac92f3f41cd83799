"""Recovering: taking out what a crash left, when neither the conductor nor its guard can."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from continuity.clock import Clock
from continuity.faults.heal import heal
from continuity.faults.obligations import Obligation, Unreadable, read_obligations, tidy
from continuity.faults.orphaned import orphaned
from continuity.faults.outcome import Outcome

__all__ = ["Recovery", "recover"]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was healed, what was left to a conductor or guard that lives, and files that could not be read."""

    outcomes: tuple[Outcome, ...]
    left: tuple[Obligation, ...]
    unreadable: tuple[Unreadable, ...]


def recover(state_dir: Path, clock: Clock, run: str | None = None, budget_s: float = 10.0) -> Recovery:
    """Heal the open obligations, of one run or of all, that nobody keeps any more or whose deadline has passed."""
    reading = read_obligations(state_dir, run)
    orphans = tuple(each for each in reading.open if orphaned(each, state_dir, clock.now()))
    left = tuple(each for each in reading.open if each not in orphans)
    outcomes = heal(orphans, clock=clock, budget_s=budget_s, by="recover")
    tidy(state_dir, run)
    return Recovery(outcomes, left, reading.unreadable)
