"""``continuity backup``: a whole copy of the workspace, checked, that needs nothing but copying back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.cli.backing import Backup

__all__ = ["command"]


@click.command("backup")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, directory: Path, workspace: Path | None, as_json: bool) -> None:
    """Write the workspace into DIR, a new or empty folder, and check the copy.

    Works while a run is going on. The copy is a workspace: to restore it, copy it to where the workspace should be.
    It holds names and telephone numbers. Ends with 9 when something in it is damaged; it is copied all the same.
    """
    from continuity.cli.backing import back_up
    from continuity.workspace.find import find_workspace

    made = back_up(find_workspace(workspace), directory)
    if as_json:
        click.echo(json.dumps(_rows(made), indent=2, ensure_ascii=False))
    else:
        _say(made)
    ctx.exit(0 if made.ok else 9)


def _rows(made: Backup) -> dict[str, object]:
    return {
        "folder": str(made.folder),
        "made_at": made.manifest.made_at,
        "files": len(made.manifest.files),
        "bytes": made.size,
        "manifest_sha256": made.manifest_sha256,
        "verified": made.ok,
        "heads": [{"stream": head.stream, "seq": head.seq, "hash": head.hash} for head in made.manifest.heads],
        "damaged": list(made.manifest.damaged),
    }


def _say(made: Backup) -> None:
    for one in made.checked:
        click.echo(f"{one.stream}: {'verified' if one.ok else 'DAMAGED'}, {one.events} events, head {one.head}")
    for words in made.manifest.damaged:
        click.echo(f"DAMAGED: {words}")
    click.echo(f"{len(made.manifest.files)} files ({made.size:,} bytes) written to {made.folder}")
    click.echo(f"backup.json lists them; its SHA-256 is {made.manifest_sha256}")
    click.echo("Whoever holds that number outside the team can tell whether the backup was changed.")
    if made.ok:
        click.echo(f"To check it later: continuity verify {made.folder}")
    else:
        click.echo("The copy is as damaged as the workspace. Keep both, and the last backup that verified.")
