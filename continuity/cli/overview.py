"""``continuity`` alone: what runs, what is due, what is unsafe, and the next command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity.cli.advice import Advice, Seen, advise
from continuity.cli.due import Plans, plans_of
from continuity.cli.standing import FaultStanding, RunStanding, faults_of, look_at, unreadable_promises
from continuity.errors import ContinuityError, EvidenceDamaged, UsageProblem
from continuity.faults.lever import Lever, lever
from continuity.faults.obligations import state_dir

__all__ = ["Overview", "overview"]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the one page says; ``root`` is the workspace, none outside of any."""

    root: Path | None
    runs: Sequence[RunStanding]
    journal: str
    """Why the journal could not be read; empty when it could."""
    damaged: bool
    faults: Sequence[FaultStanding]
    unreadable: Sequence[str]
    halted: Lever | None
    plans: Plans
    next: Advice

    @property
    def unsafe(self) -> Sequence[FaultStanding]:
        """Faults that nobody keeps, or that could not be healed."""
        return [fault for fault in self.faults if fault["unsafe"]]

    @property
    def exit_code(self) -> int:
        """As ``status``: 8 while a fault may remain; 9 for a damaged journal."""
        if self.unsafe or self.unreadable:
            return 8
        return EvidenceDamaged.exit_code if self.damaged else 0


def overview(workspace: Path | None) -> Overview:
    """Look at everything; what cannot be read is told, and hides nothing else. Changes nothing.

    Raises ``UsageProblem`` for a folder that was named and is no workspace.
    """
    root = _root(workspace)
    faults, unreadable = faults_of(None), unreadable_promises()
    runs: Sequence[RunStanding] = []
    journal, damaged, plans = "", False, Plans()
    try:
        runs = look_at(root, None) if root else []
    except ContinuityError as error:
        journal, damaged = error.message, isinstance(error, EvidenceDamaged)
    if root is not None:
        plans = plans_of(root, readable=not journal)
    halted = lever(state_dir(os.environ))
    unsafe = bool(unreadable) or any(fault["unsafe"] for fault in faults)
    advice = advise(Seen(root is not None, unsafe, journal, tuple(runs), halted is not None, plans))
    return Overview(root, runs, journal, damaged, faults, unreadable, halted, plans, advice)


def _root(workspace: Path | None) -> Path | None:
    from continuity.workspace.find import find_workspace

    try:
        return find_workspace(workspace)
    except UsageProblem:
        if workspace is not None:
            raise
        return None
