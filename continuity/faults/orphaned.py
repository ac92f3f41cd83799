"""Whether a promise has nobody left who keeps it. Apart from healing, so that looking costs nothing."""

from __future__ import annotations

from pathlib import Path

from continuity.faults.guarded import guard_lives
from continuity.faults.obligations import Obligation
from continuity.faults.process import alive

__all__ = ["orphaned"]


def orphaned(obligation: Obligation, state_dir: Path, now: int) -> bool:
    """Tell whether nobody keeps a promise: its deadline (ms UTC) has passed, or its conductor and guards are gone.

    A conductor on another machine cannot be seen from here and counts as alive until the deadline.
    """
    if obligation.deadline_ms <= now:
        return True
    return alive(obligation.conductor) is False and not guard_lives(state_dir, obligation.run)
