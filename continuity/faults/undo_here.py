"""Undoing faults of this machine itself, where no server is asked: files and commands."""

from __future__ import annotations

from continuity.faults.commands import recipe_of, take_back
from continuity.faults.promise import Obligation, Promise
from continuity.faults.undo import Undone
from continuity.faults.unspoil import unspoil
from continuity.faults.wire import CallFailed

__all__ = ["longest", "undo_here"]


def undo_here(obligation: Obligation) -> Undone:
    """Take one fault out; raises ``CallFailed`` or ``OSError`` when that does not work."""
    return unspoil(obligation) if obligation.promise is Promise.FILE else take_back(obligation)


def longest(obligation: Obligation) -> float:
    """How many seconds healing may need by its own deadlines: waiting for the one that breaks, heal, check."""
    if obligation.promise is not Promise.COMMAND:
        return 0.0
    try:
        return 3 * recipe_of(obligation.params).within_ms / 1000
    except CallFailed:
        return 0.0
