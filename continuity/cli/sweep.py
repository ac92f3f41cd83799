"""``continuity sweep``: what other machines left in a server, by what the server itself shows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.clock import Clock
    from continuity.errors import FaultMayRemain
    from continuity.faults.marker import Marker
    from continuity.faults.promise import ServerRef
    from continuity.faults.sweep import Doubt, Sweep
    from continuity.faults.wire import CallFailed

__all__ = ["command"]

_SILENT = (
    "Is the address right? A server that takes connections and says nothing has locked up; restarting it clears it."
)
_BY_NAME = (
    "Name the proxies, and each is asked for by itself: continuity sweep --server {} --proxy NAME --proxy NAME. "
    "Their names stand in continuity.yaml, at proxy: of each point."
)


@click.command("sweep")
@click.option("--server", metavar="URL", envvar="TOXIPROXY_URL", help="The Toxiproxy server; TOXIPROXY_URL otherwise.")
@click.option(
    "--proxy", "proxies", metavar="NAME", multiple=True, help="Ask for this proxy alone; may be said several times."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, server: str | None, proxies: tuple[str, ...], as_json: bool) -> None:
    """Take out of a server what has expired, whichever machine put it in.

    For when the computer that ran a drill is lost. A hold counts as expired half a minute after its end, because
    clocks differ. One proxy that has locked up keeps the original server from listing them all; those that are named
    are asked for one by one. Ends with 8 when something may remain, and prints what to do by hand.
    """
    from continuity.cli.undisturbed import undisturbed
    from continuity.clock import SystemClock
    from continuity.faults.marker import PREFIX
    from continuity.faults.sweep import Sweep, sweep
    from continuity.faults.token import server_at
    from continuity.faults.wire import CallFailed

    if server is None:
        raise click.UsageError("Name the server: --server http://HOST:8474, or TOXIPROXY_URL.")
    if not all(name.removeprefix(PREFIX).strip() for name in proxies):
        raise click.UsageError("An empty name is no proxy: --proxy NAME, or none of it for all that the server lists.")
    ref, clock = server_at(server, os.environ), SystemClock()
    try:
        with undisturbed(60):
            found = sweep(ref, clock, proxies)
    except CallFailed as problem:
        if as_json:
            click.echo(json.dumps({**_rows(Sweep((), (), ())), "problem": problem.message}))
        raise _nothing_swept(problem, ref, clock) from problem
    if as_json:
        click.echo(json.dumps(_rows(found), indent=2, ensure_ascii=False))
    else:
        for line in _lines(found):
            click.echo(line)
    ctx.exit(0 if found.clean else 8)


def _nothing_swept(problem: CallFailed, server: ServerRef, clock: Clock) -> FaultMayRemain:
    from continuity.errors import FaultMayRemain
    from continuity.faults.sweep import locked_up
    from continuity.faults.wire import TokenWanted

    message = f"nothing could be swept: {problem.message}"
    if isinstance(problem, TokenWanted):
        return FaultMayRemain(message, problem.hint)
    if locked_up(server, clock):
        stalls = f"{message}, and it answers /version: one of its proxies stalls"
        return FaultMayRemain(stalls, _BY_NAME.format(server.url))
    return FaultMayRemain(message, _SILENT)


def _lines(found: Sweep) -> Iterator[str]:
    yield f"{len(found.swept)} expired, {len(found.held)} still held."
    for one in found.swept:
        yield from _told(one.marker.proxy, one.marker.run, one.problem or "cleared", one.manual)
    for marker in found.held:
        held = f"held by {marker.holder} until {_until(marker) or 'nobody knows when'}"
        yield from _told(marker.proxy, marker.run, held)
    for stray in found.strays:
        says = "bears our name, and nobody holds the proxy: look, then take it out"
        yield from _told(stray.proxy, stray.about, says, stray.manual)
    for silent in found.silent:
        yield from _told(silent.proxy, "", silent.about, silent.manual)
    for name in found.missing:
        yield from _told(name, "", "is not on this server, and nobody holds it")


def _told(proxy: str, who: str, says: str, manual: tuple[str, ...] = ()) -> Iterator[str]:
    yield f"  {proxy:<20} {who:<12} {says}"
    for line in manual:
        yield f"      by hand: {line}"


def _until(marker: Marker) -> str | None:
    """None where the hold is written in a way that nobody understands."""
    from continuity.clock import to_iso

    return to_iso(marker.until) if marker.run else None


def _rows(found: Sweep) -> dict[str, object]:
    return {
        "swept": [{**_held(one.marker), "problem": one.problem, "manual": list(one.manual)} for one in found.swept],
        "held": [_held(marker) for marker in found.held],
        "strays": [_doubtful(one, "toxic") for one in found.strays],
        "silent": [_doubtful(one, "problem") for one in found.silent],
        "missing": list(found.missing),
        "problem": None,
    }


def _doubtful(one: Doubt, about: str) -> dict[str, object]:
    return {"proxy": one.proxy, about: one.about, "manual": list(one.manual)}


def _held(marker: Marker) -> dict[str, object]:
    return {"proxy": marker.proxy, "run": marker.run, "holder": marker.holder, "until": _until(marker)}
