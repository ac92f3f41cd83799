"""``continuity import csv``: orders from a file come into a run, all of them or none."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("csv")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", "form", required=True, metavar="FORM", help="The form that each line is.")
@click.option("--run", "run", metavar="RUN", help="The run that is open, or the last one, when none is named.")
@click.option("--as", "person", metavar="PERSON", help="Who takes them in; your login name otherwise.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and take nothing.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
def command(file: Path, form: str, run: str | None, person: str | None, dry_run: bool, workspace: Path | None) -> None:
    """Take in orders from FILE, one form on each line: all of them, or none.

    Columns: number, taken_at, taken_by, approved_by (all may be left out), and one for each field, by its id or label.
    Every problem is told with its line. The same file again changes nothing.
    """
    from continuity.cli.importing import import_csv

    import_csv(workspace, file, form, run, person, dry_run)
