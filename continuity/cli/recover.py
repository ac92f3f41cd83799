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
    from continuity.clock import SystemClock
    from continuity.faults.obligations import state_dir
    from continuity.faults.recover import recover

    found = recover(state_dir(os.environ), SystemClock(), run)
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
