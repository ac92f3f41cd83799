"""``continuity verify``: whether the record of a run is what it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.evidence.verify import Verification

__all__ = ["command"]


@click.command("verify")
@click.argument("run", metavar="[RUN|FOLDER]", required=False)
@click.option("--head", metavar="SEQ:HASH|REPORT", help="A head that you hold: as text, or a drill.json report.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, run: str | None, head: str | None, workspace: Path | None, as_json: bool) -> None:
    """Check that nobody changed, reordered, inserted or removed an event of RUN (every run when none is named).

    FOLDER is a backup or a workspace: every run in it is checked, and a backup's files against its manifest.
    A cut-off end can only be seen against a head held elsewhere: give --head. Ends with 9 when something is wrong.
    """
    from continuity.cli.verifying import check_backup, check_runs, is_folder
    from continuity.evidence.manifest import MANIFEST
    from continuity.workspace.find import find_workspace

    is_backup = bool(run) and (Path(run or "") / MANIFEST).is_file()
    if run and workspace is None and is_folder(run):
        checked, beside = check_backup(Path(run).resolve(), head)
    else:
        checked, beside = check_runs(find_workspace(workspace), run, head)
    if as_json:
        rows = {"runs": [_row(one) for one in checked], "beside": list(beside)}
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        _say(checked, beside)
        if is_backup and not beside:
            click.echo("Every file of the backup is as it was written.")
    ctx.exit(9 if beside or not all(one.ok for one in checked) else 0)


def _row(one: Verification) -> dict[str, object]:
    return {
        "run": one.stream,
        "verified": one.ok,
        "events": one.events,
        "head": one.head.hash,
        "findings": [{"seq": f.seq, "kind": f.kind, "what": f.text} for f in one.findings],
        "notes": list(one.notes),
    }


def _say(checked: Sequence[Verification], beside: Sequence[str]) -> None:
    for one in checked:
        click.echo(f"{one.stream}: {'verified' if one.ok else 'DAMAGED'}, {one.events} events, head {one.head}")
        for finding in one.findings:
            click.echo(f"  {finding.text}")
        for note in one.notes:
            click.echo(f"  note: {note}")
    for words in beside:
        click.echo(f"DAMAGED: {words}")
    if not checked and not beside:
        click.echo("There is no run to verify.")
