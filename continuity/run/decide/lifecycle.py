"""Pause, resume, abort, remarks."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body, lifecycle
from continuity.events.steps import Noted
from continuity.run import commands as ask
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.words import no_card
from continuity.structure import Private

__all__ = ["decide"]


def decide(run: RunState, command: ask.Pause | ask.Resume | ask.Abort | ask.Note) -> list[Body]:
    """The request as an event; the conductor carries it out."""
    match command:
        case ask.Note(text=text, key=key):
            return [Noted(Private(_reason(text, "A note")), key)]
        case ask.Pause(reason=reason):
            return _pause(run, _reason(reason, "A pause"))
        case ask.Resume(reason=reason):
            return _resume(run, no_card(reason.strip(), "the reason"))
        case ask.Abort(reason=reason):
            return _abort(run, _reason(reason, "An abort"))


def _reason(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"{what} needs words", hint="Say why, for whoever reads the record later.")
    return no_card(text.strip(), what.lower())


def _pause(run: RunState, reason: str) -> list[Body]:
    if run.status is not RunStatus.RUNNING:
        raise Refused(f"the run is {run.status.value}, so it cannot be paused")
    return [] if run.pause_requested else [lifecycle.PauseRequested(reason)]


def _resume(run: RunState, reason: str) -> list[Body]:
    if run.status is not RunStatus.PAUSED:
        raise Refused(f"the run is {run.status.value}, not paused")
    return [] if run.resume_requested else [lifecycle.ResumeRequested(reason)]


def _abort(run: RunState, reason: str) -> list[Body]:
    if run.is_over:
        raise Refused(f"the run is {run.status.value} already")
    return [] if run.abort_requested else [lifecycle.AbortRequested(reason)]
