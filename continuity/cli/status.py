"""``continuity status``: what runs, what is in, what is unsafe. Click and the standard library only."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["command"]


@click.command("status")
@click.argument("run", required=False)
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, run: str | None, workspace: Path | None, as_json: bool) -> None:
    """Say what runs and what is unsafe; RUN alone, or every run that is not over.

    Ends with 8 while a fault may remain: past its deadline, with nobody alive to take it out, or after healing it
    failed.
    """
    from continuity.cli.standing import faults_of, late_packs, look_at, say, unreadable_promises
    from continuity.errors import EvidenceDamaged

    found, damage = [], None
    try:
        found = look_at(workspace, run)
    except EvidenceDamaged as error:
        damage = error  # what is in does not depend on the journal, and is told all the same
    # Nobody can know of which run a promise is that cannot be read.
    faults, unreadable = faults_of(run), unreadable_promises()
    packs = [] if run or damage else late_packs(workspace)
    if as_json:
        rows = {
            "runs": found,
            "faults": faults,
            "unreadable": unreadable,
            "journal": damage and damage.message,
            "packs": packs,
        }
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for line in (*say(found, faults, unreadable), *(f"PACK: {words}" for words in packs)):
            click.echo(line)
    if unreadable or any(fault["unsafe"] for fault in faults):
        ctx.exit(8)
    if damage is not None:
        raise damage
