"""``continuity show``: one file as people read it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("show")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def command(file: Path, workspace: Path | None, as_json: bool) -> None:
    """Print FILE as an outline: a runbook step by step, a drill with its timeline, a table of points.

    FILE is a path, or the id of a runbook, drill or scenario of the workspace.
    """
    import json

    from continuity.structure import encode
    from continuity.workspace.outline import outline
    from continuity.workspace.single import by_name, read_single

    path = by_name(file, workspace, Path.cwd())
    value, around = read_single(path, workspace)
    if as_json:
        click.echo(json.dumps(encode(value), indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(outline(value, around)).rstrip())
