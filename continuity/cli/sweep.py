"""``continuity sweep``: what other machines left in a server, by what the server itself shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.faults.sweep import Sweep

__all__ = ["command"]

_SILENT = (
    "Is the address right? A server that takes connections and says nothing has locked up; restarting it clears it."
)


@click.command("sweep")
@click.option("--server", metavar="URL", envvar="TOXIPROXY_URL", help="The Toxiproxy server; TOXIPROXY_URL otherwise.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, server: str | None, as_json: bool) -> None:
    """Take out of a server what has expired, whichever machine put it in.

    For when the computer that ran a drill is lost. A hold counts as expired half a minute after its end, because
    clocks differ. Ends with 8 when something may remain.
    """
    from continuity.cli.undisturbed import undisturbed
    from continuity.clock import SystemClock
    from continuity.errors import FaultMayRemain
    from continuity.faults.promise import ServerRef
    from continuity.faults.sweep import sweep
    from continuity.faults.wire import CallFailed

    if server is None:
        raise click.UsageError("Name the server: --server http://HOST:8474, or TOXIPROXY_URL.")
    try:
        with undisturbed(60):
            found = sweep(ServerRef(server.rstrip("/")), SystemClock())
    except CallFailed as problem:
        if as_json:
            click.echo(json.dumps({"swept": [], "held": [], "strays": [], "problem": problem.message}))
        raise FaultMayRemain(f"nothing could be swept: {problem.message}", _SILENT) from problem
    if as_json:
        click.echo(json.dumps(_rows(found), indent=2, ensure_ascii=False))
    else:
        _say(found)
    ctx.exit(8 if found.strays or any(one.problem for one in found.swept) else 0)


def _say(found: Sweep) -> None:
    click.echo(f"{len(found.swept)} expired, {len(found.held)} still held.")
    for one in found.swept:
        click.echo(f"  {one.marker.proxy:<20} {one.marker.run:<12} {one.problem or 'cleared'}")
    for marker in found.held:
        click.echo(f"  {marker.proxy:<20} {marker.run:<12} held by {marker.holder}")
    for stray in found.strays:
        proxy, toxic = stray.split("/", 1)
        click.echo(f"  {proxy:<20} {toxic} bears our name, and nobody holds the proxy: look, then delete it by hand")


def _rows(found: Sweep) -> dict[str, object]:
    return {
        "swept": [
            {"proxy": one.marker.proxy, "run": one.marker.run, "holder": one.marker.holder, "problem": one.problem}
            for one in found.swept
        ],
        "held": [{"proxy": one.proxy, "run": one.run, "holder": one.holder} for one in found.held],
        "strays": list(found.strays),
        "problem": None,
    }
