"""``continuity incident``: a real outage."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.group("incident", no_args_is_help=True)
def command() -> None:
    """Open a real outage: the same runbook, for real."""


@command.command("open")
@click.argument("words", nargs=-1)
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--runbook", "-r", metavar="RUNBOOK", help="The runbook to follow, when you know it.")
@click.option("--environment", "-e", metavar="ENV", help="Where it is: the only one not marked test otherwise.")
@click.option("--as", "person", metavar="PERSON", help="Who opens it and has command.")
@click.option("--role", "roles", multiple=True, metavar="ROLE=PERSON", help="Who plays a role; as in drills otherwise.")
@click.option("--since", metavar="TIME", help="When it began, if you know: 09:40, or 2026-11-03T09:40+01:00.")
@click.option("--source", metavar="TEXT", help="How that is known: who says so.")
@click.option("--team", is_flag=True, help="People join from terminals of their own; this one only conducts.")
@click.option("--carry", multiple=True, metavar="WHICH", help="Orders of a drill to carry over: all, none, numbers.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: take what is proposed.")
@click.option("--plain", is_flag=True, help="Lines instead of the live view.")
@click.option("--json", "as_json", is_flag=True, help="Only say what fails and which runbooks fit, as JSON.")
@click.pass_context
def open_(ctx: click.Context, /, **given: object) -> None:
    """Open a real outage and walk its runbook from here; WORDS say what people see.

    Without --runbook every probe looks once, and the runbooks that fit are suggested. A drill that runs in this
    workspace is ended first: every fault comes out, its record stays, and real orders are carried over.
    Nothing is injected, and nothing but its last step ends it; Ctrl-C leaves it, and the same command takes it up.
    """
    from continuity.cli.opening import Wish, open_incident

    ctx.exit(open_incident(Wish(**given)))  # type: ignore[arg-type]
