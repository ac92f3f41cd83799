"""Opening a real outage: what fails, which runbook, who acts, since when; then it is driven from here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from continuity.cli.binding import bind_roles, lead_of, say_roles
from continuity.cli.carrying import Load, carry_over, choose_orders, load_of, orders_left
from continuity.cli.driving import Drive, Screen
from continuity.cli.ending import end, write_reports
from continuity.cli.here import PROGRAMME, Here
from continuity.cli.interrupting import drills_open, end_drill, open_outage_of
from continuity.cli.loading import load_workspace
from continuity.cli.running import new_run, tell_how_to_join, used_before
from continuity.cli.since import Since, since_when
from continuity.cli.suggesting import Looked, as_rows, look_now, say_looked
from continuity.conductor.conductor import Stop
from continuity.conductor.lock import conducted_by
from continuity.conductor.session import Place, open_outage, resume_run, run_folder
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError, Refused
from continuity.events import Actor, Known
from continuity.events.lifecycle import RunOpened, Warned
from continuity.events.outage import OutageStated
from continuity.plan import Environment, FrozenPlan, Organisation, Runbook
from continuity.run.commands import Who
from continuity.terminal.ask import Console
from continuity.terminal.layout import Layout
from continuity.workspace.freeze import plan_hash
from continuity.workspace.incident import freeze_incident, real_environment, what_holds
from continuity.workspace.load import Workspace

__all__ = ["Wish", "open_incident"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    words: tuple[str, ...]
    workspace: Path | None
    runbook: str | None
    environment: str | None
    person: str | None
    roles: tuple[str, ...]
    since: str | None
    source: str | None
    team: bool
    carry: tuple[str, ...]
    yes: bool
    plain: bool
    as_json: bool

    @property
    def asks(self) -> bool:
        """Whether somebody is there to be asked."""
        return not self.yes and sys.stdin.isatty() and sys.stdout.isatty()


def open_incident(wish: Wish) -> int:
    """Open it, or take up the one that is open; gives the exit code."""
    loaded = load_workspace(wish.workspace)
    organisation = what_holds(loaded, wish.runbook)
    where = real_environment(organisation, wish.environment)
    here = Here(loaded.root, read_only=wish.as_json)
    if wish.as_json:
        looked = look_now(loaded, organisation, where, wish.words)
        click.echo(json.dumps(as_rows(where, looked), indent=2, ensure_ascii=False))
        return 0
    _say_what_is_wrong(loaded)
    open_ = open_outage_of(here)
    console = Console(lambda: False, Layout(wish.plain))
    if open_ is not None:
        return _take_up(here, open_, wish, console)
    return _open(here, loaded, organisation, where, wish, console)


def _open(
    here: Here, loaded: Workspace, organisation: Organisation, where: Environment, wish: Wish, console: Console
) -> int:
    looked = look_now(loaded, organisation, where, wish.words)
    for line in say_looked(organisation, where, looked):
        click.echo(line)
    runbook = wish.runbook or _choose(here, loaded, looked, wish, console)
    if runbook is None:
        return 0
    people = bind_roles(loaded, runbook, wish.roles, console if wish.asks else None)
    lead = lead_of(loaded, runbook, people, wish.person, console if wish.asks else None)
    plan = freeze_incident(loaded, runbook, where, people, lead)
    since = since_when(plan, looked, lead, wish.since, wish.source, here.clock, console if wish.asks else None)
    run, drills = new_run(here, plan), drills_open(here)
    load = load_of(here, drills, wish.carry)
    for line in (*say_roles(plan, lead), *(f"  The drill {drill} is ended now." for drill in drills)):
        click.echo(line)
    if wish.asks and not console.sure("Open it now, for real?"):
        return _false_alarm(here, lead, "not opened after all")
    for drill in drills:
        end_drill(here, drill, run, lead)
    chosen = choose_orders(load, console if wish.asks else None, lead)
    opened = RunOpened(
        "real",
        plan.drill.id,
        plan.drill.title,
        used_before=used_before(here),
        team=wish.team,
        halted=drills[0] if drills else None,
    )
    return _drive(here, run, _opening(here, run, plan, opened, lead, since, chosen), wish, tuple(chosen.chosen))


def _opening(
    here: Here, run: str, plan: FrozenPlan, opened: RunOpened, lead: str, since: Since, chosen: Load
) -> Callable[[Desk, Place, Stop, Callable[[], None]], None]:
    def conduct(desk: Desk, place: Place, stop: Stop, begun: Callable[[], None]) -> None:
        def told() -> None:
            who = Who(Actor(lead, Known.STATED), duty="lead")
            click.echo(f"REAL OUTAGE {run} · opened by {lead} · plan {plan_hash(plan)[:12]} frozen", err=True)
            desk.record([OutageStated(since.source)], who, since.at)
            carry_over(here, desk, chosen, lead)
            if opened.team:
                tell_how_to_join(run, plan, ())
            begun()

        open_outage(desk, opened, plan, plan_hash(plan), place, stop, told)

    return conduct


def _take_up(here: Here, run: str, wish: Wish, console: Console) -> int:
    """A second outage beside an open one would hand out the same numbers, so the open one goes on."""
    conductor = conducted_by(run_folder(here.root, run))
    if conductor is not None:
        raise Refused(
            f"the outage {run} is open, conducted by {conductor}",
            hint=f"continuity status {run} shows how it stands; end it before another is opened.",
        )
    desk = here.desk(run)
    desk.refresh()
    lead = wish.person or next(iter(desk.state.party.leads()), "somebody")
    click.echo(f"REAL OUTAGE {run} is open already: {desk.state.plan.drill.title}. Taking it up …", err=True)
    halted = desk.state.opened.halted if desk.state.opened else None
    load = choose_orders(load_of(here, (halted,) if halted else (), wish.carry), console if wish.asks else None, lead)

    def conduct(desk: Desk, place: Place, stop: Stop, begun: Callable[[], None]) -> None:
        def told() -> None:
            carry_over(here, desk, load, lead)
            begun()

        resume_run(desk, place, stop, told)

    return _drive(here, run, conduct, wish, tuple(load.chosen))


Conduct = Callable[[Desk, Place, Stop, Callable[[], None]], None]


def _drive(here: Here, run: str, conduct: Conduct, wish: Wish, drills: tuple[str, ...]) -> int:
    """``drills`` are those from which orders were carried over."""
    Drive(here, run, (), Screen(wish.plain, wish.team)).run(conduct)
    ending = end(here, run)
    halted = ending.state.opened.halted if ending.state.opened else None
    for drill in dict.fromkeys([*drills, *([halted] if halted else [])]):
        _tell_drill(here, drill)
    return ending.exit_code


def _tell_drill(here: Here, drill: str) -> None:
    """The drill's report once more, as carrying over has left its numbers; and what is still on its forms."""
    desk = here.desk(drill)
    desk.refresh()
    with suppress(ContinuityError):
        write_reports(here, drill, desk)
    for order in orders_left(here, drill):
        click.echo(f"A REAL ORDER WAS NOT CARRIED OVER: {order} of the drill {drill}", err=True)


def _choose(here: Here, loaded: Workspace, looked: Looked, wish: Wish, console: Console) -> str | None:
    """The runbook to follow; none for a false alarm."""
    found = [one.runbook for one in looked.suggestions]
    if wish.yes and len(found) == 1:
        return found[0].id
    if not wish.asks:
        what = "more than one runbook fits" if len(found) > 1 else "no runbook was named"
        known = [one.id for one in found] or sorted(loaded.runbooks)
        raise Refused(what, hint=f"Name it with --runbook: {', '.join(known)}.")
    if not looked.failing and not wish.words:
        console.say()
        console.say(" Nothing is known to fail, and nobody said what they see.")
        if not console.sure("Is it an outage all the same?"):
            _false_alarm(here, wish.person or "somebody", "nothing failed")
            return None
    return _pick(console, found, loaded)


def _pick(console: Console, found: Sequence[Runbook], loaded: Workspace) -> str:
    """By the number that stands before it, or by its id; Enter takes the best where something speaks for one."""
    runbooks = found or list(loaded.runbooks.values())
    for number, one in enumerate(() if found else runbooks, 1):
        console.say(f"  {number}  {one.title}  [{one.id}]")
    usual = "; Enter: 1" if found else ""
    while True:
        answer = console.ask(f"Which runbook do you follow (1-{len(runbooks)}{usual}):") or ("1" if found else "")
        if answer.isdecimal() and 1 <= int(answer) <= len(runbooks):
            return runbooks[int(answer) - 1].id
        if answer in loaded.runbooks:
            return answer
        console.say(f"   {answer!r} is none of them.")


def _false_alarm(here: Here, person: str, why: str) -> int:
    """Noted in the programme, so that it is known how often somebody looked for nothing."""
    who = Who(Actor(person, Known.STATED))
    here.desk(PROGRAMME).record([Warned(f"a false alarm: {why}")], who)
    click.echo("Noted as a false alarm; no outage is open.")
    return 0


def _say_what_is_wrong(loaded: Workspace) -> None:
    """Files that the outage does not need may be broken; people hear of it, and go on."""
    for finding in loaded.errors[:3]:
        click.echo(f"  WARNING  {finding.place}: {finding.message}", err=True)
    if loaded.errors:
        click.echo("  That can wait until the outage is over.", err=True)
