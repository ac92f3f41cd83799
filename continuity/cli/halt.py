"""``continuity halt``: the panic button. Needs no workspace, no journal, no network but the servers'."""

from __future__ import annotations

import getpass
import json
import os

import click

__all__ = ["command"]


@click.command("halt")
@click.option("--reason", help="Why, for whoever finds the lever engaged.")
@click.option("--release", is_flag=True, help="Let the lever go: drills may start again.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, reason: str | None, release: bool, as_json: bool) -> None:
    """Take every fault of every run on this machine out, now, and refuse new ones until --release.

    Ends with 8 when something may remain; it then prints what to do by hand.
    """
    from continuity.cli.outcomes import as_rows, say_outcomes
    from continuity.clock import SystemClock
    from continuity.faults.halt import halt
    from continuity.faults.halt import release as let_go
    from continuity.faults.obligations import state_dir

    where = state_dir(os.environ)
    if release:
        click.echo("The lever is released." if let_go(where) else "The lever was not engaged.")
        return
    if not reason:
        raise click.UsageError("Say why: continuity halt --reason '…'.")
    report = halt(where, reason, SystemClock(), by=getpass.getuser())
    if as_json:
        engaged = report.engaged is not None
        click.echo(json.dumps({"engaged": engaged, "outcomes": as_rows(report.outcomes)}, indent=2))
    else:
        found, left = len(report.outcomes), len(report.not_healed)
        click.echo(
            f"found {found}   removed {len(report.removed)}   verified {len(report.verified)}   not healed {left}"
        )
        for line in say_outcomes(report.outcomes):
            click.echo(line)
        for proxy in report.left:
            click.echo(f"  {proxy.run}  {proxy.target}: a proxy before a stand-in, no fault; it goes with its run")
        for file in report.unreadable:
            click.echo(f"unreadable: {file.path}: {file.reason}")
        if report.engaged:
            click.echo("The lever is engaged: no fault goes in until continuity halt --release.")
        else:
            click.echo(f"The lever could NOT be engaged ({where} cannot be written): new faults can still go in.")
    ctx.exit(8 if report.not_healed or report.unreadable or not report.engaged else 0)
