"""``continuity points``: the standing proxies before the points of an environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.faults.points import PointProxy
    from continuity.faults.promise import ServerRef

__all__ = ["command"]

_ENVIRONMENT = click.option("--environment", "-e", help="Which one; the only one with proxies otherwise.")
_WORKSPACE = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you."
)


@click.group("points", no_args_is_help=True)
def command() -> None:
    """Create, remove or show the proxies before your points.

    They stand on the Toxiproxy server that the environment or TOXIPROXY_URL names; those before stand-ins are made
    by each drill for itself.
    """


@command.command("up")
@_ENVIRONMENT
@_WORKSPACE
def up(environment: str | None, workspace: Path | None) -> None:
    """Create the proxies that are missing; those that stand as wanted are used as found."""
    from continuity.clock import SystemClock
    from continuity.faults import points

    wanted, server = _wanted(workspace, environment)
    for raised in points.up(wanted, server, SystemClock()):
        word = "made" if raised.created else "found"
        click.echo(f"{raised.proxy.name:<20} {raised.proxy.listen} → {raised.proxy.upstream}  {word}")


@command.command("down")
@_ENVIRONMENT
@_WORKSPACE
def down(environment: str | None, workspace: Path | None) -> None:
    """Remove them; one that a run holds, or that is not as wanted, stops everything."""
    from continuity.clock import SystemClock
    from continuity.faults import points

    wanted, server = _wanted(workspace, environment)
    gone = points.down(wanted, server, SystemClock())
    click.echo(f"removed: {', '.join(gone) or 'nothing was there'}")


@command.command("show")
@_ENVIRONMENT
@_WORKSPACE
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(environment: str | None, workspace: Path | None, as_json: bool) -> None:
    """Show every proxy of the server, what is on it, and who holds it."""
    from continuity.clock import SystemClock
    from continuity.faults import points

    _, server = _wanted(workspace, environment)
    shown = points.show(server, SystemClock())
    rows = [
        {
            "name": one.proxy.name,
            "listen": one.proxy.listen,
            "upstream": one.proxy.upstream,
            "enabled": one.proxy.enabled,
            "toxics": [toxic.name for toxic in one.proxy.toxics],
            "held_by": str(one.held_by.run) if one.held_by else None,
        }
        for one in shown
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    if not shown:
        click.echo(f"There is no proxy on {server.url}.")
    for one in shown:
        state = "on" if one.proxy.enabled else "OFF"
        held = f"  held by {one.held_by.run}" if one.held_by else ""
        where = f"{one.proxy.name:<20} {one.proxy.listen} → {one.proxy.upstream}"
        click.echo(f"{where}  {state}  {len(one.proxy.toxics)} toxics{held}")


def _wanted(workspace: Path | None, environment: str | None) -> tuple[list[PointProxy], ServerRef]:
    from continuity.cli.loading import load_workspace
    from continuity.conductor.addresses import STAND_IN
    from continuity.errors import UsageProblem
    from continuity.faults.points import PointProxy
    from continuity.faults.token import server_at

    organisation = load_workspace(workspace).require()
    names = [one.id for one in organisation.environments]
    proxied = {name for point in organisation.points for name, place in point.places.items() if place.proxy}
    if environment is None and (len(names) == 1 or len(proxied) == 1):
        environment = names[0] if len(names) == 1 else proxied.pop()
    if environment not in names:
        raise UsageProblem("which environment is meant?", hint=f"Say -e with one of: {', '.join(names) or 'none yet'}.")
    servers = {server.id: server.url for server in organisation.servers}
    url = servers.get(organisation.environment(environment).server or "") or os.environ.get("TOXIPROXY_URL")
    if not url:
        raise UsageProblem(
            f"no Toxiproxy server is named for {environment}", hint="Name one under servers:, or set TOXIPROXY_URL."
        )
    places = [point.places[environment].proxy for point in organisation.points if environment in point.places]
    wanted = [
        PointProxy(proxy.name, proxy.listen, proxy.upstream)
        for proxy in places
        if proxy and proxy.listen and not proxy.upstream.startswith(STAND_IN)
    ]
    return wanted, server_at(url, os.environ)
