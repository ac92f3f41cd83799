"""``continuity doctor``: whether this machine is ready for drills, and what to do where it is not."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["command"]


@click.command("doctor")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, workspace: Path | None, as_json: bool) -> None:
    """Say whether this machine is ready for drills, and what to do where it is not.

    Ends with 4 when a drill could not start here.
    """
    from dataclasses import asdict

    from continuity.cli.examining import examine

    found = examine(workspace)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.mark:<5} {one.about:<14} {one.says}")
            if one.remedy:
                click.echo(f"{'':<21}{one.remedy}")
    ctx.exit(4 if any(one.mark == "BAD" for one in found) else 0)
