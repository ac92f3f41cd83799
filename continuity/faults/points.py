"""Standing proxies for integration points: created because a person asked, and not promised away with any run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.clock import Clock
from continuity.errors import Refused
from continuity.faults.api import Api, ProxyState
from continuity.faults.marker import PREFIX, Marker, read_marker, understand
from continuity.faults.promise import ServerRef
from continuity.faults.standing import as_wanted
from continuity.faults.toxiproxy import Client
from continuity.faults.wire import UNHURRIED_S, Wire

__all__ = ["PointProxy", "Raised", "ShownProxy", "down", "show", "up"]


@dataclass(frozen=True, slots=True)
class PointProxy:
    """The proxy that an integration point wants."""

    name: str
    listen: str
    upstream: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A proxy that is up, and whether it was made now or used as found."""

    proxy: ProxyState
    created: bool


@dataclass(frozen=True, slots=True)
class ShownProxy:
    """A proxy on the server, and who holds it."""

    proxy: ProxyState
    held_by: Marker | None


def up(points: Sequence[PointProxy], server: ServerRef, clock: Clock) -> tuple[Raised, ...]:
    """Create the proxies that are missing; the same listen and upstream are used as found.

    Raises ``Refused`` with every proxy that is another one, before anything is created.
    """
    api = Api(Wire(server, clock, UNHURRIED_S))
    standing = {point.name: _standing(api, point, server) for point in points}
    refusals = [reason for reason in standing.values() if isinstance(reason, str)]
    if refusals:
        raise Refused(f"{server.url}: {len(refusals)} of {len(points)} points stand otherwise; none made", refusals)
    return tuple(_raise(api, point, standing[point.name], server) for point in points)


def down(points: Sequence[PointProxy], server: ServerRef, clock: Clock) -> tuple[str, ...]:
    """Delete the proxies that are what the points want; returns their names, missing ones left out.

    Raises ``Refused`` with every one that is another, is held by a run, or carries toxics, before any is deleted.
    """
    api = Api(Wire(server, clock, UNHURRIED_S))
    there = [proxy for point in points if (proxy := _standing(api, point, server)) is not None]
    refusals = [reason for each in there if (reason := _in_use(api, each))]
    if refusals:
        raise Refused(f"{server.url}: {len(refusals)} of {len(points)} points are in use; none deleted", refusals)
    return tuple(each.name for each in there if isinstance(each, ProxyState) and api.delete(each.name))


def show(server: ServerRef, clock: Clock) -> tuple[ShownProxy, ...]:
    """List the server's proxies with who holds them; markers are not listed as proxies."""
    every = Api(Wire(server, clock, UNHURRIED_S)).proxies()
    markers = {each.name: understand(each) for each in every if each.name.startswith(PREFIX)}
    return tuple(
        ShownProxy(each, markers.get(PREFIX + each.name)) for each in every if not each.name.startswith(PREFIX)
    )


def _standing(api: Api, point: PointProxy, server: ServerRef) -> ProxyState | str | None:
    proxy = api.proxy(point.name)
    try:
        return as_wanted(proxy, point.listen, point.upstream, server) if proxy else None
    except Refused as reason:
        return reason.message


def _raise(api: Api, point: PointProxy, standing: ProxyState | str | None, server: ServerRef) -> Raised:
    if isinstance(standing, ProxyState):
        return Raised(standing, created=False)
    made = Client(server).create(point.name, point.listen, point.upstream)
    if made:
        return Raised(made, created=True)
    # Somebody made it in between; it is as good when it is the same.
    other = api.proxy(point.name)
    if other is None:
        raise Refused(f"{server.url}: somebody else is creating and deleting proxy {point.name!r}")
    return Raised(as_wanted(other, point.listen, point.upstream, server), created=False)


def _in_use(api: Api, proxy: ProxyState | str) -> str | None:
    if isinstance(proxy, str):
        return proxy
    if marker := read_marker(api, proxy.name):
        return f"{proxy.name} is held by run {marker.run} ({marker.holder})"
    return f"{proxy.name} carries toxics" if proxy.toxics else None
