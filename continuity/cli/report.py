"""``continuity report``: what a drill or a quarter has shown."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]

_WORKSPACE = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you."
)


@click.group("report", no_args_is_help=True)
def command() -> None:
    """Write the report of a drill, of a real outage or of a quarter, as HTML and JSON."""


@command.command("drill")
@click.argument("run", required=False)
@_WORKSPACE
def drill(run: str | None, workspace: Path | None) -> None:
    """Write reports/RUN/drill.html and drill.json; the same run gives the same bytes.

    The report of a real outage is outage.html and outage.json.
    What was improvised stands beside them in proposed-edits.patch, for the runbooks as they are now.
    """
    from continuity.cli.ending import note_written
    from continuity.cli.giving_up import record_given_up
    from continuity.cli.here import Here
    from continuity.cli.reporting import write_drill_report
    from continuity.cli.verifying import verify_run
    from continuity.errors import EvidenceDamaged
    from continuity.workspace.find import find_workspace

    here = Here(find_workspace(workspace))
    name = here.known(run)
    record_given_up(here, name)
    written = write_drill_report(here, name)
    note_written(here, name, written)
    for path in written:
        click.echo(path)
    if not verify_run(here, name).ok:
        raise EvidenceDamaged(f"the record of {name} is not what was recorded", hint="continuity verify says what.")


@command.command("quarter")
@click.argument("quarter", required=False)
@click.option("--as-of", metavar="DATE", help="What was known at the end of that day; today otherwise.")
@_WORKSPACE
def quarter(quarter: str | None, as_of: str | None, workspace: Path | None) -> None:
    """Write reports/QUARTER/readiness.html and readiness.json; QUARTER is 2026-Q4, the running one otherwise."""
    from continuity.cli.ending import note_written
    from continuity.cli.here import Here
    from continuity.cli.reporting import QuarterWriter
    from continuity.errors import UsageProblem
    from continuity.workspace.find import find_workspace

    here = Here(find_workspace(workspace))
    writer = QuarterWriter(here)
    at = writer.day_end(as_of)
    written = writer.write(quarter or writer.quarter(at), at)
    if not written:
        raise UsageProblem("there is no programme.yaml", hint="It says what must be shown every quarter.")
    note_written(here, "quarter", written)
    for path in written:
        click.echo(path)
