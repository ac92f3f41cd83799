"""``continuity demo``: a whole drill against stand-ins on this machine, in about a minute."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo"), help="Where to put it; ./demo otherwise.")
@click.option("--speed", type=click.IntRange(1, 1000), default=120, show_default=True, help="How fast time passes.")
@click.option("--plain", is_flag=True, help="Lines instead of the live view.")
@click.pass_context
def command(ctx: click.Context, out: Path, speed: int, plain: bool) -> None:
    """Watch a whole drill: the CRM goes down, simulated people take orders by hand, nothing is lost.

    Everything is a stand-in on this machine. OUT becomes a workspace that every other command can use; a second
    demo there adds a run. OUT/summary.json tells programs what came of it.
    """
    from continuity.cli.demonstrating import demonstrate

    ctx.exit(demonstrate(out, speed, plain))
