"""``continuity export``: files for other programs, made from the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.exchange.chaostoolkit import Export

__all__ = ["command"]


@click.group("export", no_args_is_help=True)
def command() -> None:
    """Write a drill for another program."""


@command.command("chaostoolkit")
@click.argument("drill")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; else it is printed.")
@click.option("--speed", type=click.IntRange(1, 1000), help="Minutes of the outage in one minute on the wall.")
@click.option("--json", "as_json", is_flag=True, help="With --out: what was written and left out, as JSON.")
def chaostoolkit(drill: str, workspace: Path | None, out: Path | None, speed: int | None, as_json: bool) -> None:
    """Write DRILL as an experiment of the Chaos Toolkit: chaos run FILE.

    Probes become the steady state, phases the method, and every fault is taken out in the method and once more in the
    rollbacks. People's steps, and whatever else has no place in an experiment, are named.
    """
    import json

    text, made = _made(drill, workspace, speed)
    if out is None:
        click.echo(text, nl=False)
        for line in made.left_out:
            click.echo(f"left out: {line}", err=True)
        return
    from continuity.cli.out import writing_to

    with writing_to(out):
        out.write_text(text, "utf-8")
    if as_json:
        click.echo(json.dumps({"file": str(out), "faults": made.faults, "left_out": made.left_out}, ensure_ascii=False))
        return
    click.echo(f"Wrote {out}: {made.faults} faults. Left out:")
    for line in made.left_out:
        click.echo(f"  {line}")


def _made(drill: str, workspace: Path | None, speed: int | None) -> tuple[str, Export]:
    import json
    import os

    from continuity.cli.loading import load_workspace
    from continuity.conductor.choose_server import named_server
    from continuity.errors import Refused
    from continuity.exchange.chaostoolkit import export_experiment
    from continuity.workspace.freeze import freeze, plan_hash

    plan = freeze(load_workspace(workspace), drill, speed=speed)
    server = named_server(plan, os.environ.get("TOXIPROXY_URL")) or "http://127.0.0.1:8474"
    made = export_experiment(plan, plan_hash(plan), server)
    if not made.faults:
        raise Refused(
            f"no fault of {drill} can be played by the Chaos Toolkit",
            made.left_out,
            "Export a drill at systems of your own, behind a standing Toxiproxy server.",
        )
    return json.dumps(made.experiment, indent=2, ensure_ascii=False) + "\n", made
