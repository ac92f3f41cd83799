"""Where a run stands."""

from __future__ import annotations

from enum import Enum

__all__ = ["RunStatus"]


class RunStatus(Enum):
    """Where a run stands."""

    PLANNED = "planned"
    FROZEN = "frozen"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    ABORTED = "aborted"

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self in (RunStatus.ENDED, RunStatus.ABORTED)
