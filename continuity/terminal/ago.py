"""How long ago something happened, as people say it: in the minutes of the run that they are in."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.run.state import RunState

__all__ = ["minutes_ago"]


def minutes_ago(run: RunState, now: int, minutes: int) -> int | None:
    """The real time so many minutes of the run ago; none for now. ``Refused`` before a drill began."""
    if not minutes:
        return None
    at = now - minutes * 60_000 // run.time.speed
    if run.is_drill and run.time.started_at is not None and at < run.time.started_at:
        began = run.time.since_start(now) // 60_000
        raise Refused(f"the drill began {began} minutes ago", hint="Say a time since then.")
    return at
