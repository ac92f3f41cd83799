"""``continuity new``: a runbook, a drill or a point to begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

__all__ = ["command"]

F = TypeVar("F", bound=Callable[..., object])


def _always(function: F) -> F:
    """The options that every one of them has."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Ask nothing, and print what was written as JSON."),
        click.option("--yes", "-y", is_flag=True, help="Ask nothing: take what would be offered."),
        click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, if not around you."),
        click.argument("name"),
    ):
        function = option(function)
    return function


@click.group("new", no_args_is_help=True)
def command() -> None:
    """Write a new runbook, drill or point to begin with.

    A few questions on a terminal; each has an option as well. What is written has comments that explain it, is
    checked before it is put in place, and overwrites nothing.
    """


@command.command("runbook")
@_always
@click.option("--title", help="What people call it.")
@click.option("--process", help="The process that it keeps going.")
@click.option("--owner", help="The team that keeps it.")
@click.option("--role", "roles", multiple=True, help="Who leads, then who does the work, then who checks.")
@click.option("--symptom", "symptoms", multiple=True, help="What people see when it is needed; as often as you like.")
@click.option("--form", help="A numbered form that is filled in meanwhile, like order (-: none).")
@click.option("--receiver", "receivers", multiple=True, help="Who takes the forms in batches; as often as you like.")
def runbook(
    name: str,
    workspace: Path | None,
    yes: bool,
    as_json: bool,
    title: str | None,
    process: str | None,
    owner: str | None,
    roles: tuple[str, ...],
    symptoms: tuple[str, ...],
    form: str | None,
    receivers: tuple[str, ...],
) -> None:
    """Write runbooks/NAME.yaml: what people do when a system is down."""
    from continuity.cli.new_runbook import RunbookOptions, new_runbook

    options = RunbookOptions(title, process, owner, roles, symptoms, form, receivers)
    new_runbook(workspace, name, options, ask=not (yes or as_json), as_json=as_json)


@command.command("drill")
@_always
@click.option("--title", help="What people call it.")
@click.option("--runbook", help="The runbook that people walk.")
@click.option("--environment", help="Where it takes place.")
@click.option("--scenario", help="The outage that it plays.")
@click.option("--point", "points", multiple=True, help="The point that fails; with several places, PLACE=POINT.")
@click.option("--person", "people", multiple=True, metavar="ROLE=ID", help="Who plays a role; as often as you like.")
def drill(
    name: str,
    workspace: Path | None,
    yes: bool,
    as_json: bool,
    title: str | None,
    runbook: str | None,
    environment: str | None,
    scenario: str | None,
    points: tuple[str, ...],
    people: tuple[str, ...],
) -> None:
    """Write drills/NAME.yaml: who plays what, what fails, and what must be shown.

    Without a scenario in the workspace, a small one is written beside it; likewise people.yaml.
    """
    from continuity.cli.new_drill import DrillOptions, new_drill

    options = DrillOptions(title, runbook, environment, scenario, points, people)
    new_drill(workspace, name, options, ask=not (yes or as_json), as_json=as_json)


@command.command("point")
@_always
@click.option("--title", help="What people call it.")
@click.option("--process", help="The process that needs it.")
@click.option("--owner", help="The team that looks after it.")
@click.option("--direction", help="Which way the data goes: in, out or both.")
@click.option("--sign", "signs", multiple=True, help="How people notice that it is down; as often as you like.")
@click.option("--runbook", "fallback", help="The runbook for when it is down (-: none yet).")
@click.option("--upstream", help="Where it is found: HOST:PORT or stand-in:NAME (-: nowhere yet).")
@click.option("--environment", help="The environment in which it is found there.")
@click.option("--listen", help="Where its proxy takes connections: HOST:PORT.")
@click.option("--path", help="What a probe asks for, like /healthz (-: it only connects).")
@click.option("--server", help="The Toxiproxy server of an environment that has to be written too: its URL.")
def point(
    name: str,
    workspace: Path | None,
    yes: bool,
    as_json: bool,
    title: str | None,
    process: str | None,
    owner: str | None,
    direction: str | None,
    signs: tuple[str, ...],
    fallback: str | None,
    upstream: str | None,
    environment: str | None,
    listen: str | None,
    path: str | None,
    server: str | None,
) -> None:
    """Put a point into continuity.yaml: where a process meets another system. Everything else there stays as it is."""
    from continuity.cli.new_point import PointOptions, new_point

    options = PointOptions(
        title, process, owner, direction, signs, fallback, upstream, environment, listen, path, server
    )
    new_point(workspace, name, options, ask=not (yes or as_json), as_json=as_json)
