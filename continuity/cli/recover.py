"""``continuity recover``: what a crash left in."""

from __future__ import annotations

import json
import os

import click

__all__ = ["command"]


@click.command("recover")
@click.argument("run", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, run: str | None, as_json: bool) -> None:
    """Take out what nobody keeps any more: conductor and guard gone, or past its deadline.

    Ends with 8 when something may remain; it then prints what to do by hand.
    """
    from continuity.cli.outcomes import as_rows, say_outcomes
    from continuity.cli.undisturbed import undisturbed
    from continuity.clock import SystemClock
    from continuity.errors import UsageProblem
    from continuity.faults.obligations import open_obligations, state_dir
    from continuity.faults.recover import recover

    where = state_dir(os.environ)
    # A run holds its faults under its id and some digits that stand for its workspace; either is understood.
    held = {one.run for one in open_obligations(where)} if run else set()
    names = [name for name in sorted(held) if name == run or name.startswith(f"{run}-")]
    if run and not names:
        click.echo(f"Nothing is open of {run}.")
        return
    if len(names) > 1:
        raise UsageProblem(f"several workspaces have a run {run}", hint=f"Name one of {', '.join(names)}.")
    with undisturbed(11):
        found = recover(where, SystemClock(), names[0] if names else None)
    if as_json:
        rows = {"outcomes": as_rows(found.outcomes), "left_to_living": [one.id for one in found.left]}
        click.echo(json.dumps(rows, indent=2))
    else:
        click.echo(f"{len(found.outcomes)} taken up, {len(found.left)} left to runs that live.")
        for line in say_outcomes(found.outcomes):
            click.echo(line)
        for file in found.unreadable:
            click.echo(f"unreadable: {file.path}: {file.reason}")
    ctx.exit(8 if found.unreadable or not all(outcome.healed for outcome in found.outcomes) else 0)
