"""Putting one fault on its server: hold, look, note what was found, inject, read back."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.faults.api import Api, ProxyState
from continuity.faults.holding import held
from continuity.faults.kinds.effect import Disable, Divert, Effect, Throw, Toxic
from continuity.faults.marker import PREFIX, Marker, hold, read_marker, show_found
from continuity.faults.obligations import note
from continuity.faults.promise import Fact, Found, Obligation, Promise, ServerRef, What
from continuity.faults.switch import NORMAL, Switch
from continuity.faults.toxiproxy import Client, Lease
from continuity.faults.wire import CallFailed, Wire

__all__ = ["look", "place"]

_LEASE_GRACE_MS = 5_000
"""How long after its deadline a toxic takes itself out, where the server can do that."""
_LEASE_MOST_MS = 30 * 24 * 3600 * 1000
"""The longest lease that the embedded server grants."""


def look(target: str, effect: Effect, wire: Wire) -> None:
    """See that server and proxy are there, before anything is promised; raises ``Refused`` or ``CallFailed``."""
    if isinstance(effect, Throw):
        Switch(wire).read()
    elif Api(wire).proxy(target) is None:
        raise _no_such_proxy(target, wire.server)


def place(obligation: Obligation, effect: Effect, wire: Wire) -> Obligation:
    """Put the promised fault in; raises ``Refused`` when somebody else holds the place, ``CallFailed`` otherwise.

    Whoever calls heals the obligation after any error, at whatever line it came.
    """
    if isinstance(effect, Throw):
        return _throw(obligation, effect, Switch(wire))
    api = Api(wire)
    obligation, proxy = _take_hold(obligation, api)
    if isinstance(effect, Toxic):
        Client(obligation.server).add_toxic(proxy, obligation.toxic, effect, _lease(obligation, wire))
    elif isinstance(effect, Divert):
        _refuse_elsewhere(obligation, proxy)
        api.change(obligation.target, {"upstream": _stub(obligation)})
    else:
        api.change(obligation.target, {"enabled": False})
    _read_back(obligation, effect, api, proxy)
    return note(obligation, Fact(wire.clock.now(), What.INJECTED, "conductor"))


def _lease(obligation: Obligation, wire: Wire) -> Lease | None:
    """Past the deadline, so that the guard comes first; a deadline does not move, so a lease is never renewed."""
    millis = obligation.deadline_ms - wire.clock.now() + _LEASE_GRACE_MS
    return Lease(millis, obligation.run) if 0 < millis <= _LEASE_MOST_MS else None


def _take_hold(obligation: Obligation, api: Api) -> tuple[Obligation, ProxyState]:
    clock, target = api.wire.clock, obligation.target
    marker = hold(api, Marker(target, obligation.run, obligation.holder, obligation.deadline_ms))
    if marker.run != obligation.run:
        raise held(api, marker)
    obligation = note(obligation, Fact(clock.now(), What.MARKER_HELD, "conductor"), durable=False)
    proxy = api.proxy(target)
    if proxy is None:
        raise _no_such_proxy(target, obligation.server)
    # Under a marker of this run the first fault's finding stands: what is there now may be our own doing.
    found = marker.found or Found(proxy.enabled, proxy.listen, proxy.upstream)
    obligation = note(obligation, Fact(clock.now(), What.FOUND, "conductor", found=found))
    instead = _stub(obligation) if obligation.promise is Promise.UPSTREAM else None
    if marker.found is None or instead:
        show_found(api, marker, found, instead)
    return obligation, proxy


def _stub(obligation: Obligation) -> str:
    return str(obligation.params["stub"])


def _refuse_elsewhere(obligation: Obligation, proxy: ProxyState) -> None:
    """The stub passes on to where the proxy led when the run began; somebody may have led it elsewhere since."""
    expected = obligation.params["upstream"]
    if proxy.upstream != expected:
        raise Refused(
            f"proxy {proxy.name!r} leads to {proxy.upstream}, and the stub passes on to {expected}",
            hint="Lead it back, or start the run anew.",
        )


def _read_back(obligation: Obligation, effect: Effect, api: Api, before: ProxyState) -> None:
    now, marker = api.proxy(obligation.target), read_marker(api, obligation.target)
    where = f"proxy {obligation.target!r} at {api.wire.server.url}"
    if now is None or (isinstance(effect, Disable) and now.enabled):
        raise CallFailed(f"{where} does not show the fault after injecting it")
    if isinstance(effect, Divert) and (now.upstream, now.enabled) != (_stub(obligation), before.enabled):
        raise CallFailed(f"{where} does not lead to the stub after it was told to, or was switched off by it")
    if isinstance(effect, Toxic) and not _shows(now, obligation.toxic, effect):
        raise CallFailed(f"{where} does not show toxic {obligation.toxic!r} as it was sent")
    if marker is None or marker.run != obligation.run:
        raise Refused(f"{where}: somebody took the hold on it away while the fault went in")


def _shows(proxy: ProxyState, name: str, toxic: Toxic) -> bool:
    return any(
        (each.name, each.type, each.stream, dict(each.attributes))
        == (name, toxic.type, toxic.stream, dict(toxic.attributes))
        for each in proxy.toxics
    )


def _throw(obligation: Obligation, effect: Throw, switch: Switch) -> Obligation:
    where, before = f"the switch at {obligation.server.url}", switch.read()
    if before.run not in (None, obligation.run):
        raise Refused(f"{where} is held by run {before.run}", hint="Wait for that run, or end it.")
    if before.run is None and before.mode != NORMAL:
        raise Refused(f"{where} was set to {before.mode!r} by hand", hint="Set it back, then inject.")
    if not switch.set(effect.mode, obligation.run, obligation.deadline_ms, effect.settings):
        raise Refused(f"{where} is held by another run", hint="Wait for that run, or end it.")
    after = switch.read()
    if (after.mode, after.run) != (effect.mode, obligation.run):
        raise CallFailed(f"{where} was set to {effect.mode!r} and shows {after.mode!r}")
    return note(obligation, Fact(switch.wire.clock.now(), What.INJECTED, "conductor"))


def _no_such_proxy(target: str, server: ServerRef) -> Refused:
    names = [name for name in Client(server).names() if not name.startswith(PREFIX)]
    there = f"it has {', '.join(names)}" if names else "it has none"
    return Refused(
        f"{server.url} has no proxy {target!r}; {there}",
        hint="`continuity points up` creates the proxies that the workspace names.",
    )
