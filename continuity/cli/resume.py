"""``continuity resume``."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("resume")
@click.argument("run", required=False)
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--plain", is_flag=True, help="Lines instead of the live view.")
@click.pass_context
def command(ctx: click.Context, run: str | None, workspace: Path | None, plain: bool) -> None:
    """Take RUN up where it was (the last run when none is named).

    A run that another process still conducts goes on there; one that was left or lost is conducted from here,
    after whatever was left in has been taken out.
    """
    from continuity.cli.asking import ask_of_run
    from continuity.cli.here import Here
    from continuity.cli.running import resume_here
    from continuity.conductor.lock import conducted_by
    from continuity.conductor.session import run_folder
    from continuity.run.commands import Resume
    from continuity.workspace.find import find_workspace

    here = Here(find_workspace(workspace))
    name = here.meant(run)
    if conducted_by(run_folder(here.root, name)) is None:
        ctx.exit(resume_here(here, name, plain))
    click.echo(ask_of_run(here.root, name, Resume(), None))
