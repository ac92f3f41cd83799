"""Opening a drill's run and taking one up again, in this terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from continuity.cli.driving import Drive, Screen
from continuity.cli.ending import end
from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.conductor.conductor import Stop
from continuity.conductor.session import Place, resume_run, start_run
from continuity.desk.desk import Desk
from continuity.desk.programme import numbers_used
from continuity.events.lifecycle import RunOpened
from continuity.plan import FrozenPlan
from continuity.workspace.freeze import freeze, plan_hash

__all__ = ["auto_roles", "new_run", "resume_here", "run_drill", "run_frozen", "tell_how_to_join", "used_before"]


def run_drill(workspace: Path | None, drill: str, auto: tuple[str, ...], speed: int | None, screen: Screen) -> int:
    """Freeze, start, drive, report; gives the exit code."""
    loaded = load_workspace(workspace)
    plan = freeze(loaded, drill, speed=speed)
    here = Here(loaded.root)
    run = new_run(here, plan)
    run_frozen(here, run, plan, auto_roles(plan, auto), screen)
    return end(here, run).exit_code


def run_frozen(here: Here, run: str, plan: FrozenPlan, auto: tuple[str, ...], screen: Screen) -> None:
    """Drive a frozen plan as the run of that id until it is over or stopped."""
    approved = plan.drill.approved.by if plan.drill.approved else None
    drill = plan.drill
    opened = RunOpened("drill", drill.id, drill.title, auto, None, approved, used_before(here), team=screen.team)

    def conduct(desk: Desk, place: Place, stop: Stop, begun: Callable[[], None]) -> None:
        def told() -> None:
            _announce(run, plan, approved)
            if screen.team:
                tell_how_to_join(run, plan, auto)
            begun()

        start_run(desk, opened, plan, plan_hash(plan), place, stop, told)

    Drive(here, run, auto, screen).run(conduct)


def _announce(run: str, plan: FrozenPlan, approved: str | None) -> None:
    word = f"approved by {approved}" if approved else "not approved, so it counts for no claim"
    click.echo(f"Run {run} · plan {plan_hash(plan)[:12]} frozen · {word}", err=True)


def tell_how_to_join(run: str, plan: FrozenPlan, auto: tuple[str, ...]) -> None:
    """The line that each person types at a terminal of their own."""
    click.echo("People join from terminals of their own:", err=True)
    for role in plan.names:
        for person in plan.drill.people.get(role, ()) if role not in auto else ():
            click.echo(f"  continuity join {run} --as {person} --role {role}", err=True)
    for duty, people in plan.drill.duties.items():
        for person in people if duty != "approver" else ():
            click.echo(f"  continuity join {run} --as {person} --duty {duty}", err=True)


def resume_here(here: Here, run: str, plain: bool) -> int:
    """Take a run up where it was; gives the exit code."""
    desk = here.desk(run)
    desk.refresh()
    opened = desk.state.opened
    auto, team = (opened.auto, opened.team) if opened else ((), False)
    click.echo(f"Taking up {run} …", err=True)
    Drive(here, run, auto, Screen(plain, team)).run(resume_run)
    return end(here, run).exit_code


def auto_roles(plan: FrozenPlan, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """``all`` stands for every role that somebody holds."""
    return tuple(plan.drill.people) if "all" in wanted else tuple(dict.fromkeys(wanted))


def new_run(here: Here, plan: FrozenPlan) -> str:
    """The next free id of this quarter: ``2026-q4-01``."""
    today = datetime.fromtimestamp(here.clock.now() / 1000, ZoneInfo(plan.organisation.time_zone))
    start = f"{today.year}-q{(today.month + 2) // 3}-"
    known = [name.removeprefix(start) for name in (*here.runs(), *_folders(here)) if name.startswith(start)]
    return f"{start}{1 + max((int(number) for number in known if number.isdigit()), default=0):02d}"


def _folders(here: Here) -> list[str]:
    """Runs whose files are there though they were refused before they began."""
    folder = here.root / ".continuity" / "runs"
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def used_before(here: Here) -> Mapping[str, int]:
    """The highest numbers that earlier runs and printed packs used, by prefix: no number is ever issued twice."""
    return numbers_used(here.store)
