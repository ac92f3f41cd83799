"""A real outage during a drill: the drill is ended first, with everything out as far as that can be done."""

from __future__ import annotations

import click

from continuity.cli.asking import ask_to_end
from continuity.cli.here import Here
from continuity.conductor.claim import claim_of
from continuity.errors import ContinuityError
from continuity.faults.obligations import open_obligations
from continuity.faults.outcome import by_hand
from continuity.plan.drill import CODE_WORD

__all__ = ["drills_open", "end_drill", "mode_of", "open_outage_of"]


def mode_of(here: Here, run: str) -> str:
    """``drill`` or ``real``, from the first event."""
    first = next(iter(here.store.read(run)), None)
    return str(first.body.get("mode", "drill")) if first is not None else "drill"


def drills_open(here: Here) -> tuple[str, ...]:
    """Drills that are not over, the newest first."""
    return tuple(run for run in reversed(here.runs()) if not here.is_over(run) and mode_of(here, run) == "drill")


def open_outage_of(here: Here) -> str | None:
    """The real outage that is not over; none when all are."""
    open_ = (run for run in reversed(here.runs()) if not here.is_over(run) and mode_of(here, run) == "real")
    return next(open_, None)


def end_drill(here: Here, drill: str, outage: str, lead: str) -> None:
    """End a drill for a real outage, and say how that went; a fault that may remain stops no outage from opening."""
    desk = here.desk(drill)
    desk.refresh()
    if desk.state.is_over:
        return
    word = desk.state.plan.drill.code_word if desk.state.plan_or_none else CODE_WORD
    reason = f"{word.upper()}: a real outage began, and {lead} opens it as {outage}"
    click.echo(f"DRILL {drill}  {word.upper()}. Ending it: every fault comes out …")
    try:
        click.echo(f"DRILL {drill}  {ask_to_end(here, drill, reason, lead)}")
    except ContinuityError as problem:
        _shout(here, drill, problem)


def _shout(here: Here, drill: str, problem: ContinuityError) -> None:
    click.echo(f"DRILL {drill}  A FAULT OF THE DRILL MAY REMAIN: {problem.message}", err=True)
    click.echo(f'  Now, in another terminal: continuity halt --reason "real outage during {drill}"', err=True)
    for obligation in open_obligations(here.state_dir, claim_of(here.root, drill)):
        for command in by_hand(obligation):
            click.echo(f"  by hand: {command}", err=True)
    click.echo("  The outage is opened all the same.", err=True)
