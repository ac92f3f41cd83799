"""``continuity pause``."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("pause")
@click.argument("run", required=False)
@click.option("--reason", required=True, help="Why, for whoever reads the record later.")
@click.option("--as", "person", metavar="PERSON", help="Who asks; your login name otherwise.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
def command(run: str | None, reason: str, person: str | None, workspace: Path | None) -> None:
    """Stop a run's clock; every fault comes out.

    RUN is the last run when none is named. The process that conducts the run carries it out.
    """
    from continuity.cli.asking import ask_of_run
    from continuity.run.commands import Pause

    click.echo(ask_of_run(workspace, run, Pause(reason), person))
