"""``continuity init``: a new workspace."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--empty", is_flag=True, help="Only a short continuity.yaml to fill in, without the example company.")
@click.option("--json", "as_json", is_flag=True, help="Print the files written as JSON.")
def command(directory: Path, empty: bool, as_json: bool) -> None:
    """Make a workspace in DIRECTORY: an example company to change, or an empty one.

    Overwrites nothing.
    """
    import json

    from continuity.workspace.init import init

    written = init(directory, empty=empty)
    if as_json:
        click.echo(json.dumps({"folder": str(directory), "files": list(written)}, indent=2))
        return
    click.echo(f"{len(written)} files written to {directory}")
    click.echo("")
    click.echo(f"Next      cd {directory}")
    click.echo("          continuity check")
    if not empty:
        click.echo("          put your own people into people.yaml")
