"""Halting: nothing more goes in, and everything of ours on this machine comes out, now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from continuity.clock import Clock
from continuity.faults.heal import heal
from continuity.faults.lever import Lever, engage, lever, release
from continuity.faults.obligations import Unreadable, read_obligations
from continuity.faults.outcome import Outcome
from continuity.faults.process import alive
from continuity.faults.promise import Obligation, Promise

__all__ = ["HaltReport", "Lever", "halt", "lever", "release"]


@dataclass(frozen=True, slots=True)
class HaltReport:
    """What was found and what came of it; ``engaged`` is ``None`` when the lever's file could not be written.

    ``left`` are proxies that lead to the stand-ins of runs that still live: no faults, and gone with their run.
    """

    engaged: Lever | None
    outcomes: tuple[Outcome, ...]
    unreadable: tuple[Unreadable, ...]
    left: tuple[Obligation, ...] = ()

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
    """Engage the lever, then heal every open obligation of every run, past failures, within ``budget_s`` seconds.

    A proxy made for the stand-ins of a run whose conductor lives is left to it: through that proxy its probes see
    that the faults are out, and without one they could only ever say that everything is down.
    """
    engaged = _engage(state_dir, Lever(reason, clock.now(), by))
    reading = read_obligations(state_dir)
    left = tuple(each for each in reading.open if each.promise is Promise.PROXY and alive(each.conductor) is True)
    due = [each for each in reading.open if each not in left]
    return HaltReport(engaged, heal(due, clock=clock, budget_s=budget_s, by="halt"), reading.unreadable, left)


def _engage(state: Path, wanted: Lever) -> Lever | None:
    try:
        return engage(state, wanted)
    except OSError:
        return None  # a full disk is no reason to leave faults in
