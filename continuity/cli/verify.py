"""``continuity verify``: whether the record of a run is what it was."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["command"]


@click.command("verify")
@click.argument("run", required=False)
@click.option("--head", metavar="SEQ:HASH|REPORT", help="A head that you hold: as text, or a drill.json report.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, run: str | None, head: str | None, workspace: Path | None, as_json: bool) -> None:
    """Check that nobody changed, reordered, inserted or removed an event of RUN (every run when none is named).

    A cut-off end can only be seen against a head held elsewhere: give --head. Ends with 9 when something is wrong.
    """
    from continuity.cli.here import Here
    from continuity.cli.verifying import verify_run
    from continuity.evidence.verify import read_head
    from continuity.workspace.find import find_workspace

    here = Here(find_workspace(workspace), read_only=True)
    names = [here.known(run)] if run else here.runs()
    held = read_head(head) if head else None
    checked = [verify_run(here, name, held) for name in names]
    if as_json:
        rows = [
            {
                "run": one.stream,
                "verified": one.ok,
                "events": one.events,
                "head": one.head.hash if one.head else None,
                "findings": [{"seq": f.seq, "kind": f.kind, "what": f.text} for f in one.findings],
                "notes": list(one.notes),
            }
            for one in checked
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    for one in () if as_json else checked:
        click.echo(f"{one.stream}: {'verified' if one.ok else 'DAMAGED'}, {one.events} events, head {one.head}")
        for finding in one.findings:
            click.echo(f"  {finding.text}")
        for note in one.notes:
            click.echo(f"  note: {note}")
    if not names and not as_json:
        click.echo("There is no run to verify.")
    ctx.exit(0 if all(one.ok for one in checked) else 9)
