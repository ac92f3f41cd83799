"""Where a command works: workspace, journal, state folder. Imported by commands that need them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.clock import SystemClock
from continuity.errors import EvidenceDamaged, UsageProblem
from continuity.faults.obligations import state_dir
from continuity.journal.sqlite import SqliteStore
from continuity.journal.store import PROGRAMME, Store

if TYPE_CHECKING:
    from continuity.desk.desk import Desk

__all__ = ["PROGRAMME", "Here", "journal_path"]

_LAST = 8
"""A run's end is mostly among its last events; the seal of its readings and the like come after."""
_ENDS = ("run.ended", "run.aborted")
_AFTER = (
    *("series.sealed", "fault.", "run.warned", "run.noted", "person.", "objective.", "deviation.", "pack."),
    *("record.marked-real", "record.carried-over"),
)
"""What may still be written into a run that is over, much of it long after."""


def journal_path(root: Path) -> Path:
    """The journal of a workspace."""
    return root / ".continuity" / "journal.sqlite"


class Here:
    """A workspace's root, its journal, and this machine's state folder and clock."""

    def __init__(self, root: Path, *, read_only: bool = False) -> None:
        self.root = root
        self.journal = journal_path(root)
        self.clock = SystemClock()
        self.state_dir = state_dir(os.environ)
        if not read_only:
            self.journal.parent.mkdir(parents=True, exist_ok=True)
        if self.journal.exists() and not self.journal.stat().st_size:
            raise EvidenceDamaged(f"{self.journal} is empty", hint="Put it back from a backup; keep this one as it is.")
        self.store: Store = SqliteStore(self.journal, read_only=read_only)

    def desk(self, run: str) -> Desk:
        """A desk of its own on a run; each thread needs one."""
        from continuity.desk.desk import Desk

        return Desk(self.store, run, self.clock, lambda: os.urandom(16))

    def runs(self) -> list[str]:
        """Every run, oldest first."""
        return [head.stream for head in self.store.streams() if head.stream != PROGRAMME]

    def unfinished(self) -> str | None:
        """The last run that is not over, by its last events; none when every run is."""
        return next((run for run in reversed(self.runs()) if not self.is_over(run)), None)

    def is_over(self, run: str) -> bool:
        """Whether a run has ended, without folding it."""
        head, window = self.store.head(run).seq, _LAST
        while True:
            last = self.store.kinds(run, max(0, head - window))
            if any(kind in _ENDS for kind in last):
                return True
            if window >= head or not all(kind.startswith(_AFTER) for kind in last):
                return False
            window *= 4

    def meant(self, run: str | None) -> str:
        """The run that was named, else the one that is open, else the last one; ``UsageProblem`` when there is none."""
        return self.known(run or self.unfinished())

    def known(self, run: str | None) -> str:
        """The run that was named, or the last one; ``UsageProblem`` when there is none."""
        runs = self.runs()
        if run is not None:
            if run in runs:
                return run
            raise UsageProblem(f"there is no run {run!r}", hint=f"There are: {', '.join(runs[-5:]) or 'none yet'}.")
        if not runs:
            raise UsageProblem("there is no run yet", hint="continuity drill run DRILL starts one.")
        return runs[-1]
