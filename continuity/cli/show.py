"""``continuity show``: one file as people read it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("show")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def command(file: Path, workspace: Path | None, as_json: bool) -> None:
    """Print FILE as people will see it: a runbook step by step with its forms, a drill with its timeline and people.

    FILE is a path, or the id of a runbook, drill, scenario or point of the workspace.
    """
    import json

    from continuity.structure import encode
    from continuity.workspace.outline import outline
    from continuity.workspace.single import by_name, point_named, read_single

    here = Path.cwd()
    point = point_named(file, workspace, here)
    value, around = point or read_single(by_name(file, workspace, here), workspace)
    if as_json:
        click.echo(json.dumps(encode(value), indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(outline(value, around)).rstrip())
