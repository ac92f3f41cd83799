"""``continuity recover``: what a crash left in, and what nobody can take out any more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.faults.giving_up import GivingUp
    from continuity.faults.recover import Recovery

__all__ = ["command"]


@click.command("recover")
@click.argument("run", required=False)
@click.option("--give-up", is_flag=True, help="What cannot be healed, as its server is gone for good, is given up.")
@click.option("--reason", help="With --give-up: why, for whoever reads the record later.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="With --give-up: where the run's record is.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(
    ctx: click.Context, run: str | None, give_up: bool, reason: str | None, workspace: Path | None, as_json: bool
) -> None:
    """Take out what nobody keeps any more: conductor and guard gone, or past its deadline.

    RUN is a run, one promise, or a file that cannot be read; everything when none is named. Ends with 8 when something
    may remain; it then prints what to do by hand.

    With --give-up, what cannot be healed is laid aside with the reason and your name, and blocks no drill any more.
    It may still be in: that is said, in the run's record too, and the command ends with 8.
    """
    from continuity.cli.undisturbed import undisturbed
    from continuity.clock import SystemClock
    from continuity.faults.obligations import state_dir
    from continuity.faults.recover import recover, recover_or_give_up

    if run is not None and not run.strip():
        raise click.UsageError("An empty name is none: name a run, a promise or a file, or nothing for everything.")
    word = _word(give_up, reason, run)
    where, name = state_dir(os.environ), None
    if run is not None:
        name = _meant(where, run)
    with undisturbed(11):
        clock = SystemClock()
        found = recover(where, clock) if name is None else recover_or_give_up(where, clock, name, word)
    if as_json:
        click.echo(json.dumps(_rows(found, workspace), indent=2, ensure_ascii=False))
    else:
        for line in _lines(found, run, workspace, giving_up=give_up):
            click.echo(line)
    ctx.exit(_code(found, word))


def _word(give_up: bool, reason: str | None, run: str | None) -> GivingUp | None:
    if not give_up:
        if reason is not None:
            raise click.UsageError("--reason says why something is given up: it goes with --give-up.")
        return None
    if run is None:
        raise click.UsageError("Say what is given up: continuity recover RUN --give-up --reason '…'.")
    if not (reason or "").strip():
        raise click.UsageError(f"Say why: continuity recover {run} --give-up --reason '…'.")
    from continuity.cli.giving_up import word_of
    from continuity.cli.login import login_name

    return word_of(login_name(), reason or "")


def _meant(where: Path, run: str) -> str:
    """A run holds its faults under its id and some digits that stand for its workspace; either is understood."""
    from continuity.errors import UsageProblem
    from continuity.faults.recover import runs_of

    names = [name for name in sorted(runs_of(where)) if name == run or name.startswith(f"{run}-")]
    if len(names) > 1:
        raise UsageProblem(f"several workspaces have a run {run}", hint=f"Name one of {', '.join(names)}.")
    return names[0] if names else run


def _code(found: Recovery, word: GivingUp | None) -> int:
    """What was given up may still be in, whoever answers for it; what somebody alive keeps was refused."""
    if found.unreadable or found.remaining or found.given_up:
        return 8
    return 4 if word and found.left else 0


def _rows(found: Recovery, workspace: Path | None) -> dict[str, object]:
    from continuity.cli.outcomes import as_rows, unreadable_rows

    given: list[dict[str, object]] = []
    if found.given_up:
        from continuity.cli.giving_up import given_up_rows, record_all

        given = given_up_rows(found.given_up, found.outcomes, record_all(workspace, found.given_up))
    return {
        "outcomes": as_rows(found.outcomes),
        "left_to_living": [one.id for one in (*found.left, *found.kept)],
        "unreadable": unreadable_rows(found.unreadable),
        "given_up": given,
    }


def _lines(found: Recovery, run: str | None, workspace: Path | None, *, giving_up: bool) -> Iterator[str]:
    from continuity.cli.outcomes import say_outcomes

    if run and not (found.outcomes or found.left or found.unreadable or found.given_up):
        yield f"Nothing is open of {run}."
        return
    yield f"{len(found.outcomes)} taken up, {len(found.left)} left to runs that live."
    given = {one.id for one in found.given_up}
    yield from say_outcomes([one for one in found.outcomes if one.obligation.id not in given])
    for name in dict.fromkeys(one.obligation.run for one in found.remaining if one.obligation not in found.kept):
        yield f"Is its server gone for good? {_giving_up(name)}"
    for file in found.unreadable:
        yield f"unreadable: {file.path}: {file.reason}"
        yield f"      Look at the servers for what it may stand for; then {_giving_up(file.path.name)}"
    for one in (*found.left, *found.kept) if giving_up else ():
        yield f"  {one.id}: not given up: its conductor or its guard still keeps it. End the run, or wait a minute."
    if found.given_up:
        from continuity.cli.giving_up import record_all, say_given_up

        yield from say_given_up(found.given_up, found.outcomes, record_all(workspace, found.given_up))


def _giving_up(name: str) -> str:
    return f'continuity recover {name} --give-up --reason "…" gives it up.'
