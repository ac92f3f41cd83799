"""Sweeping: clearing from a server what has expired, from any machine, by what the server itself shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from continuity.clock import Clock
from continuity.errors import ContinuityError
from continuity.faults.api import Api, ProxyState
from continuity.faults.heal import CALL_SECONDS
from continuity.faults.marker import PREFIX, Marker, drop, marker_name, understand
from continuity.faults.outcome import anew, curl, free_by_hand, toxic_out_by_hand
from continuity.faults.promise import ServerRef
from continuity.faults.wire import CallFailed, NoConnection, TokenWanted, Wire, segment

__all__ = ["Doubt", "Sweep", "Swept", "locked_up", "sweep"]

_GRACE_MS = 30_000
"""Clocks of two machines differ; a lease is over for others a little later than for its holder."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One expired hold, and the problem that kept it from being cleared, if any, with what clears it by hand."""

    marker: Marker
    problem: str | None = None
    manual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A proxy of which nobody knows whether it is as it should be, and what a person can do.

    ``about`` is a toxic that is named like ours, or why the proxy could not be read.
    """

    proxy: str
    about: str
    manual: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was cleared, and who still holds.

    ``strays`` bear our name on a proxy that nobody holds; ``silent`` are proxies that were asked for by name and could
    not be read; ``missing`` are names that nothing has.
    """

    swept: tuple[Swept, ...]
    held: tuple[Marker, ...]
    strays: tuple[Doubt, ...]
    silent: tuple[Doubt, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing may remain but what others hold; of a name that is not there nobody can say so."""
        return not (self.strays or self.silent or self.missing or any(one.problem for one in self.swept))


@dataclass(frozen=True, slots=True)
class _View:
    """What the server showed: proxies and markers by name, and why some of them could not be read."""

    proxies: Mapping[str, ProxyState]
    silent: Mapping[str, str] = field(default_factory=dict)

    @property
    def held(self) -> frozenset[str]:
        """Proxies that have a marker, or may have one: it could not be read."""
        names = (*self.proxies, *self.silent)
        return frozenset(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX))


def sweep(server: ServerRef, clock: Clock, names: Sequence[str] = ()) -> Sweep:
    """Clear every hold whose lease is over, or those on the proxies of these names.

    Each name is asked for by itself, which goes on where a proxy that has locked up keeps the list of all from being
    given (``locked_up``). Raises ``CallFailed`` when the server cannot be read.
    """
    api = Api(Wire(server, clock, CALL_SECONDS))
    names = tuple(dict.fromkeys(name.removeprefix(PREFIX) for name in names))
    view = _by_name(api, names) if names else _View({proxy.name: proxy for proxy in api.proxies()})
    markers = [understand(proxy) for name, proxy in view.proxies.items() if name.startswith(PREFIX)]
    over = [marker for marker in markers if marker.until + _GRACE_MS <= clock.now()]
    swept = tuple(_clear(api, marker, view) for marker in over)
    held = tuple(marker for marker in markers if marker not in over)
    told = {marker.proxy for marker in over}
    return Sweep(
        swept,
        held,
        tuple(_strays(server, view)),
        tuple(_silent(server, name, why) for name, why in view.silent.items() if name not in told),
        tuple(name for name in names if not {name, marker_name(name)} & {*view.proxies, *view.silent}),
    )


def locked_up(server: ServerRef, clock: Clock) -> bool:
    """Whether a server that did not give the list of its proxies answers all the same, so that one of them stalls."""
    try:
        return Wire(server, clock, CALL_SECONDS).call("GET", "/version").status == 200
    except CallFailed:
        return False


def _by_name(api: Api, names: Sequence[str]) -> _View:
    proxies: dict[str, ProxyState] = {}
    silent: dict[str, str] = {}
    for name in (each for proxy in names for each in (marker_name(proxy), proxy)):
        try:
            state = api.proxy(name)
        except (NoConnection, TokenWanted):
            raise
        except CallFailed as problem:
            silent[name] = problem.message
        else:
            if state:
                proxies[name] = state
    return _View(proxies, silent)


def _clear(api: Api, marker: Marker, view: _View) -> Swept:
    proxy = view.proxies.get(marker.proxy)
    try:
        if problem := view.silent.get(marker.proxy):
            raise CallFailed(problem)
        if proxy:
            _restore(api, marker, proxy)
        drop(api, marker.proxy, marker.run)
    except ContinuityError as problem:
        return Swept(marker, problem.message, tuple(_by_hand(api.wire.server, marker, proxy)))
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


def _by_hand(server: ServerRef, marker: Marker, proxy: ProxyState | None) -> Iterator[str]:
    """What was to be done, as lines for a shell; a proxy that could not be read can only be made anew."""
    if proxy:
        for toxic in proxy.toxics:
            if toxic.name.startswith(f"continuity-{marker.run}-"):
                yield toxic_out_by_hand(server, proxy.name, toxic.name)
        if changes := _changes(marker, proxy):
            yield curl(server, "POST", f"/proxies/{segment(proxy.name)}", json.dumps(changes))
    elif marker.found:
        yield from anew(server, marker.proxy, marker.found)
    yield free_by_hand(server, marker.proxy)


def _silent(server: ServerRef, name: str, why: str) -> Doubt:
    again = curl(server, "GET", f"/proxies/{segment(name)}")
    return Doubt(name, why, ("# End the program that stopped reading, and look again:", again))


def _strays(server: ServerRef, view: _View) -> Iterator[Doubt]:
    for proxy in view.proxies.values():
        for toxic in proxy.toxics:
            if proxy.name not in view.held and toxic.name.startswith("continuity-"):
                yield Doubt(proxy.name, toxic.name, (toxic_out_by_hand(server, proxy.name, toxic.name),))
