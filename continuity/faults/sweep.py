"""Sweeping: clearing from a server what has expired, from any machine, by what the server itself shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from continuity.clock import Clock
from continuity.errors import ContinuityError
from continuity.faults.api import Api, ProxyState
from continuity.faults.heal import CALL_SECONDS
from continuity.faults.marker import PREFIX, Marker, drop, understand
from continuity.faults.promise import ServerRef
from continuity.faults.wire import Wire

__all__ = ["Sweep", "Swept", "sweep"]

_GRACE_MS = 30_000
"""Clocks of two machines differ; a lease is over for others a little later than for its holder."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One expired hold, and the problem that kept it from being cleared, if any."""

    marker: Marker
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was cleared, who still holds, and toxics named like ours on proxies that nobody holds (``proxy/toxic``)."""

    swept: tuple[Swept, ...]
    held: tuple[Marker, ...]
    strays: tuple[str, ...]


def sweep(server: ServerRef, clock: Clock) -> Sweep:
    """Clear every hold whose lease is over; raises ``CallFailed`` when the server cannot be read."""
    api = Api(Wire(server, clock, CALL_SECONDS))
    proxies = {proxy.name: proxy for proxy in api.proxies()}
    markers = [understand(proxy) for name, proxy in proxies.items() if name.startswith(PREFIX)]
    over = [marker for marker in markers if marker.until + _GRACE_MS <= clock.now()]
    swept = tuple(_clear(api, marker, proxies.get(marker.proxy)) for marker in over)
    held = tuple(marker for marker in markers if marker not in over)
    return Sweep(swept, held, _strays(proxies.values(), {marker.proxy for marker in markers}))


def _clear(api: Api, marker: Marker, proxy: ProxyState | None) -> Swept:
    try:
        if proxy:
            _restore(api, marker, proxy)
        drop(api, marker.proxy, marker.run)
    except ContinuityError as problem:
        return Swept(marker, problem.message)
    return Swept(marker)


def _restore(api: Api, marker: Marker, proxy: ProxyState) -> None:
    for toxic in proxy.toxics:
        if toxic.name.startswith(f"continuity-{marker.run}-"):
            api.delete_toxic(proxy.name, toxic.name)
    changes = _changes(marker, proxy)
    if changes:
        api.change(proxy.name, changes)
    now = api.proxy(proxy.name)
    ours = now and any(toxic.name.startswith(f"continuity-{marker.run}-") for toxic in now.toxics)
    if now and (ours or _changes(marker, now)):
        raise ContinuityError(f"proxy {proxy.name!r} still shows the fault after healing it")


def _changes(marker: Marker, now: ProxyState) -> dict[str, object]:
    """What must be set to have the proxy as it was found; an upstream that the run did not put there stays."""
    found, changes = marker.found, dict[str, object]()
    if found and now.upstream == marker.instead and now.upstream != found.upstream:
        changes["upstream"] = found.upstream
    if found and found.enabled and not now.enabled:
        changes["enabled"] = True
    return changes


def _strays(proxies: Iterable[ProxyState], held: set[str]) -> tuple[str, ...]:
    return tuple(
        f"{proxy.name}/{toxic.name}"
        for proxy in proxies
        for toxic in proxy.toxics
        if proxy.name not in held and toxic.name.startswith("continuity-")
    )
