"""A seat in somebody else's run: checks who it is, shows the view that goes with it, says good-bye."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from continuity.cli.here import Here
from continuity.cli.seating import WRITES_NOTHING, Joining, stay
from continuity.conductor.lock import conducted_by
from continuity.conductor.session import run_folder
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError, Refused, UsageProblem
from continuity.events import Known
from continuity.run import commands as ask
from continuity.run.rights import DUTIES
from continuity.run.verdict import exit_code
from continuity.terminal.ask import Console, Gone, Interrupted
from continuity.terminal.layout import Layout
from continuity.workspace.find import find_workspace
from continuity.workspace.findings import near

__all__ = ["join"]

_AFTER_THE_END = ("evaluator", "auditor")


def join(workspace: Path | None, run: str | None, seat: Joining) -> int:
    """Sit down, stay until the run is over or they leave; gives the exit code (8 while a fault may remain)."""
    here = Here(find_workspace(workspace))
    name = here.meant(run)
    desk = here.desk(name)
    desk.refresh()
    _check(here, desk, seat)
    mark = "DRILL" if desk.state.is_drill else "REAL"
    console = Console(lambda: _over(desk, seat), Layout(seat.plain), mark)
    with _left_politely():
        try:
            _sit_down(here, desk, seat, console)
            stay(here, name, desk, seat, console, lambda: _over(desk, seat))
            click.echo()  # the last question stays unanswered
        except (Gone, KeyboardInterrupt, Interrupted):
            click.echo()
        finally:
            _leave(desk, seat)
    return _bye(here, name, desk, seat)


def _check(here: Here, desk: Desk, seat: Joining) -> None:
    """Whatever speaks against it, before anything is written."""
    run = desk.state
    if run.plan_or_none is None:
        raise Refused(f"{desk.stream} has not begun yet", hint="continuity status says how it stands.")
    if run.is_over and seat.duty not in _AFTER_THE_END:
        hint = f"An evaluator can still review it: continuity join {desk.stream} --as PERSON --duty evaluator."
        raise Refused(f"{desk.stream} is {run.status.value}", hint=hint)
    if seat.duty is not None and seat.duty not in DUTIES:
        known = ", ".join(DUTIES)
        raise UsageProblem(f"there is no duty {seat.duty!r}{near(seat.duty, DUTIES)}", f"There are: {known}.")
    if seat.duty == "approver":
        raise Refused("an approver acts on plans, not in runs", hint="Write approved: into the drill's file.")
    if seat.role is not None and seat.role not in run.plan.names:
        names = run.plan.names
        raise UsageProblem(f"there is no role {seat.role!r}{near(seat.role, names)}", f"There are: {', '.join(names)}.")
    _known_person(here, desk, seat.person)


def _known_person(here: Here, desk: Desk, person: str) -> None:
    """Somebody with a part in the run, or of people.yaml: whoever takes a role over is in no plan."""
    from continuity.workspace.load import load

    known = set(desk.state.party.everybody())
    if person not in known:
        with suppress(ContinuityError):
            known |= {one.id for one in load(here.root).people.people}
    if person not in known:
        hint = "Write the person into people.yaml, or name one who is there."
        raise UsageProblem(f"nobody has the id {person!r}{near(person, known)}", hint)


def _sit_down(here: Here, desk: Desk, seat: Joining, console: Console) -> None:
    """Take what was offered, if it is not held yet; then the seat. Those who write nothing leave no trace."""
    run = desk.state
    if seat.role is not None:
        offer = run.party.offers.get(seat.role)
        if offer is not None and offer.to == seat.person and seat.person not in run.party.own(seat.role):
            _accept(here, desk, seat, console)
    if seat.duty in WRITES_NOTHING or run.is_over:
        from continuity.run.rights import require_duty

        require_duty(run, seat.who)
        return
    desk.act(ask.Join(seat.role, seat.duty), seat.who)


def _accept(here: Here, desk: Desk, seat: Joining, console: Console) -> None:
    from continuity.terminal.matters import matters

    if seat.known is not Known.STATED:
        desk.act(ask.Accept(seat.role), seat.who)
        return
    waiting = matters(desk.state, seat.who, here.clock)
    matter = next((one for one in waiting if one.key.startswith(f"offer {seat.role} ")), None)
    command = matter.settle(console) if matter else None
    if command is not None:
        desk.act(command, seat.who)
    if not isinstance(command, ask.Accept):
        raise Gone


def _over(desk: Desk, seat: Joining) -> bool:
    return desk.state.is_over and seat.duty not in _AFTER_THE_END


def _leave(desk: Desk, seat: Joining) -> None:
    """Say that the seat is empty; a journal that cannot be written any more has been told of already."""
    if seat.duty in WRITES_NOTHING:
        return
    with suppress(ContinuityError):
        desk.act(ask.Leave(), seat.who)


def _bye(here: Here, name: str, desk: Desk, seat: Joining) -> int:
    desk.refresh()
    mark = "DRILL" if desk.state.is_drill else "REAL OUTAGE"
    if desk.state.is_over:
        click.echo(f"{mark}: {name} is {desk.state.status.value}: {desk.state.end_reason}")
        if desk.state.abort_requested and desk.state.plan.drill.code_word in desk.state.abort_requested:
            click.echo("For what is real: continuity incident open")
        return 8 if exit_code(desk.state) == 8 else 0
    click.echo(f"{mark}: you have left {name}; it goes on.")
    if conducted_by(run_folder(here.root, name)) is None:
        click.echo(f"Nobody conducts it now. Take it up with: continuity resume {name}")
    hat = f"--role {seat.role}" if seat.role else f"--duty {seat.duty}"
    click.echo(f"Come back with: continuity join {name} --as {seat.person} {hat}")
    return 0


@contextmanager
def _left_politely() -> Iterator[None]:
    """A closed window or a polite kill leaves the seat as q does."""

    def leave(_: int, __: FrameType | None) -> None:
        raise Gone

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
