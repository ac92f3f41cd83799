"""Pause, resume, abort, the code word, remarks, and what people state of a real outage."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body, lifecycle
from continuity.events.outage import OutageStated, PathRestored
from continuity.events.steps import Noted
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.points import main_points
from continuity.run.rights import Right, require
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.words import no_card
from continuity.structure import Private

__all__ = ["decide"]


def decide(run: RunState, command: ask.LifeCommand, who: Who) -> list[Body]:
    """The request as an event; the conductor carries it out."""
    require(run, _RIGHTS[type(command)], who)
    match command:
        case ask.Note(text=text, key=key):
            return [Noted(Private(_reason(text, "A note")), key)]
        case ask.Pause(reason=reason):
            return _pause(run, _reason(reason, "A pause"))
        case ask.Resume(reason=reason):
            return _resume(run, no_card(reason.strip(), "the reason"))
        case ask.Abort(reason=reason):
            return _abort(run, _reason(reason, "An abort"))
        case ask.CodeWord(words=words):
            return _code_word(run, no_card(words.strip(), "what happened"), who)
        case ask.StateOutage(source=source):
            return _state_outage(run, _reason(source, "The source"))
        case ask.StateRestored(source=source, overrule=overrule):
            return _state_restored(run, _reason(source, "The source"), overrule)


_RIGHTS = {
    ask.Note: Right.NOTE,
    ask.Pause: Right.DIRECT,
    ask.Resume: Right.DIRECT,
    ask.Abort: Right.DIRECT,
    ask.CodeWord: Right.STOP,
    ask.StateOutage: Right.DIRECT,
    ask.StateRestored: Right.DIRECT,
}


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


def _code_word(run: RunState, words: str, who: Who) -> list[Body]:
    if not run.is_drill:
        raise Refused("this is no drill", hint="Here everything is real.")
    more = f": {words}" if words else ""
    return _abort(run, f"{who.actor.id} said {run.plan.drill.code_word!r}, something real is happening{more}")


def _state_outage(run: RunState, source: str) -> list[Body]:
    _refuse_unless_real(run)
    return [OutageStated(source)]


def _state_restored(run: RunState, source: str, overrule: bool) -> list[Body]:
    _refuse_unless_real(run)
    points = main_points(run.plan)
    failing = [t for t in run.probes.values() if t.point in points and t.state != "ok"]
    if failing and not overrule:
        raise Refused(
            f"{failing[0].point} does not work yet: the probe {failing[0].probe} says so",
            hint="Wait for it. If it is wrong, whoever leads can overrule it (l); the record says so.",
        )
    if run.restored_at is not None:
        return []
    return [PathRestored(points, 0, source, tuple(track.probe for track in failing))]


def _refuse_unless_real(run: RunState) -> None:
    if run.is_drill:
        raise Refused("in a drill the probes say when it began and when it is over")
    if run.is_over:
        raise Refused(f"the run is {run.status.value} already")
