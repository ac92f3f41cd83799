"""``continuity drill``: list the drills, run one, or see what running it would do."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]

_WORKSPACE = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you."
)


@click.group("drill", no_args_is_help=True)
def command() -> None:
    """List drills, run one, or see what it would do."""


@command.command("list")
@_WORKSPACE
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(workspace: Path | None, as_json: bool) -> None:
    """List the drills of the workspace, and when each was last run."""
    from continuity.cli.listing import print_drills

    print_drills(workspace, as_json)


@command.command("run")
@click.argument("drill")
@_WORKSPACE
@click.option("--auto", "-a", multiple=True, metavar="ROLE", help="Have a role played by the program (all: each one).")
@click.option("--speed", type=click.IntRange(1, 1000), help="Minutes of the outage in one minute on the wall.")
@click.option("--team", is_flag=True, help="People join from terminals of their own; this one asks nobody.")
@click.option("--plain", is_flag=True, help="Lines instead of a live view, and screens that can be heard.")
@click.pass_context
def run(
    ctx: click.Context,
    drill: str,
    workspace: Path | None,
    auto: tuple[str, ...],
    speed: int | None,
    team: bool,
    plain: bool,
) -> None:
    """Run DRILL from here: faults in and out, people through their steps, reports at the end.

    This terminal serves every role that is not played by --auto and that nobody has joined in, in turn. With --team
    it only conducts, and prints what each person types to join. Ctrl-C takes every fault out; continuity resume takes
    the run up where it was.
    """
    from continuity.cli.driving import Screen
    from continuity.cli.running import run_drill

    ctx.exit(run_drill(workspace, drill, auto, speed, Screen(plain, team)))


@command.command("dry-run")
@click.argument("drill")
@_WORKSPACE
@click.option("--auto", "-a", multiple=True, metavar="ROLE", help="As for run.")
@click.option("--speed", type=click.IntRange(1, 1000), help="As for run.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def dry_run(
    ctx: click.Context, drill: str, workspace: Path | None, auto: tuple[str, ...], speed: int | None, as_json: bool
) -> None:
    """Show what running DRILL would do, and why it might be refused. Reads only."""
    from continuity.cli.rehearsal import rehearse

    ctx.exit(rehearse(workspace, drill, auto, speed, as_json))
