"""Where a command works: workspace, journal, state folder. Imported by commands that need them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.clock import SystemClock
from continuity.errors import UsageProblem
from continuity.faults.obligations import state_dir
from continuity.journal.sqlite import SqliteStore
from continuity.journal.store import Store

if TYPE_CHECKING:
    from continuity.desk.desk import Desk

__all__ = ["PROGRAMME", "Here", "journal_path"]

PROGRAMME = "programme"
"""The stream for everything between runs."""


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
        self.store: Store = SqliteStore(self.journal, read_only=read_only)

    def desk(self, run: str) -> Desk:
        """A desk of its own on a run; each thread needs one."""
        from continuity.desk.desk import Desk

        return Desk(self.store, run, self.clock, lambda: secrets.token_bytes(16))

    def runs(self) -> list[str]:
        """Every run, oldest first."""
        return [head.stream for head in self.store.streams() if head.stream != PROGRAMME]

    def known(self, run: str | None) -> str:
        """The run that was named, or the only one still open; ``UsageProblem`` when that is not clear."""
        runs = self.runs()
        if run is not None:
            if run in runs:
                return run
            raise UsageProblem(f"there is no run {run!r}", hint=f"There are: {', '.join(runs[-5:]) or 'none yet'}.")
        if not runs:
            raise UsageProblem("there is no run yet", hint="continuity drill run DRILL starts one.")
        return runs[-1]
