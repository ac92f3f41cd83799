"""Undoing one fault on its server: only what is ours, from recorded facts, read back, 404 being success."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from continuity.faults.api import Api, ProxyState
from continuity.faults.marker import Marker, marker_name, read_marker
from continuity.faults.obligations import open_obligations
from continuity.faults.outcome import Healed
from continuity.faults.promise import Obligation, Promise
from continuity.faults.switch import NORMAL, Switch
from continuity.faults.wire import CallFailed, Wire

__all__ = ["Undone", "undo"]


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did, and whether the server then showed nothing of the fault."""

    state: Healed
    verified: bool
    detail: str = ""


def undo(obligation: Obligation, wire: Wire) -> Undone:
    """Take one fault out; raises ``CallFailed`` when the server does not do it."""
    return _UNDO[obligation.promise](obligation, wire)


def _toxic(obligation: Obligation, wire: Wire) -> Undone:
    # Its name carries run and fault, so it is ours whoever holds the proxy by now.
    api = Api(wire)
    was_there = api.delete_toxic(obligation.target, obligation.toxic)
    now = api.proxy(obligation.target)
    if now and any(toxic.name == obligation.toxic for toxic in now.toxics):
        raise CallFailed(f"{wire.server.url} said that toxic {obligation.toxic!r} was deleted and still shows it")
    return Undone(Healed.REMOVED if was_there else Healed.ALREADY_GONE, True)


def _disable(obligation: Obligation, wire: Wire) -> Undone:
    api = Api(wire)
    now, marker = api.proxy(obligation.target), read_marker(api, obligation.target)
    if now is None:
        return Undone(Healed.ALREADY_GONE, True, "the proxy is gone")
    # A spoilt disk may have lost what was found; the marker of this run says it as well.
    found = obligation.found or (marker.found if marker and marker.run == obligation.run else None)
    if found is None or not found.enabled:
        return Undone(Healed.ALREADY_GONE, True, "it was found disabled" if found else "nothing had been injected")
    if now.enabled:
        return Undone(Healed.ALREADY_GONE, True)
    if marker and marker.run != obligation.run:
        return _held_by_another(marker)
    return _enable(obligation, api)


def _enable(obligation: Obligation, api: Api) -> Undone:
    api.change(obligation.target, {"enabled": True})
    now = api.proxy(obligation.target)
    if now and not now.enabled:
        raise CallFailed(
            f"{api.wire.server.url} said that proxy {obligation.target!r} was enabled and shows it disabled"
        )
    return Undone(Healed.REMOVED, True)


def _held_by_another(marker: Marker) -> Undone:
    who = f"run {marker.run or '?'} ({marker.holder}) holds the proxy now"
    if marker.found and marker.found.enabled:
        return Undone(Healed.FOREIGN, True, f"{who}, which found it enabled and disabled it itself")
    raise CallFailed(f"{who} and found it disabled, perhaps by us; it can be enabled when that run has ended")


def _proxy(obligation: Obligation, wire: Wire) -> Undone:
    api = Api(wire)
    now, marker = api.proxy(obligation.target), read_marker(api, obligation.target)
    if now is None:
        return Undone(Healed.ALREADY_GONE, True)
    # Asked first: what another run did to it, it will take back, and the proxy is still ours to delete.
    if marker and marker.run != obligation.run:
        raise CallFailed(f"run {marker.run or '?'} ({marker.holder}) holds proxy {obligation.target!r} now")
    if reason := _not_as_created(obligation, now):
        return Undone(Healed.FOREIGN, False, f"left alone: {reason}")
    api.delete(obligation.target)
    if api.proxy(obligation.target):
        raise CallFailed(f"{wire.server.url} said that proxy {obligation.target!r} was deleted and still shows it")
    if marker:
        api.delete(marker_name(obligation.target))
    return Undone(Healed.REMOVED, True)


def _not_as_created(obligation: Obligation, now: ProxyState) -> str | None:
    wanted = str(obligation.params.get("listen", ""))
    listen = obligation.found.listen if obligation.found else wanted
    # The reply that would have told the port was lost; a wish for any port is met by any.
    same_listen = now.listen == listen or (obligation.found is None and wanted.endswith(":0"))
    if now.upstream != obligation.params.get("upstream") or not same_listen:
        return f"somebody changed it to listen on {now.listen} for {now.upstream}"
    foreign = [toxic.name for toxic in now.toxics if not toxic.name.startswith("continuity-")]
    return f"it carries others' toxics: {', '.join(foreign)}" if foreign else None


def _switch(obligation: Obligation, wire: Wire) -> Undone:
    switch = Switch(wire)
    before = switch.read()
    if before.run not in (None, obligation.run):
        return Undone(Healed.FOREIGN, True, f"run {before.run} holds the switch now")
    if before.run is None:
        return Undone(Healed.ALREADY_GONE, True, "" if before.mode == NORMAL else f"set to {before.mode} by hand")
    switch.release(obligation.run)
    after = switch.read()
    if after.run == obligation.run:
        raise CallFailed(f"{wire.server.url} said that it was switched back and still shows {after.mode!r}")
    return Undone(Healed.REMOVED, True)


def _upstream(obligation: Obligation, wire: Wire) -> Undone:
    api = Api(wire)
    now, marker = api.proxy(obligation.target), read_marker(api, obligation.target)
    if now is None:
        return Undone(Healed.ALREADY_GONE, True, "the proxy is gone")
    found, stub = obligation.found, obligation.params.get("stub")
    if found is None:
        return Undone(Healed.ALREADY_GONE, True, "nothing had been injected")
    if now.upstream not in (stub, found.upstream):
        return Undone(Healed.FOREIGN, True, f"somebody led it to {now.upstream} meanwhile; it was left so")
    changes = _lead_back(obligation, now)
    if not changes:
        return Undone(Healed.ALREADY_GONE, True)
    if marker and marker.run != obligation.run:
        raise CallFailed(
            f"run {marker.run or '?'} ({marker.holder}) holds the proxy now, and found it leading to our stub; "
            "it can be led back when that run has ended"
        )
    api.change(obligation.target, changes)
    after = api.proxy(obligation.target)
    if after and _lead_back(obligation, after):
        raise CallFailed(
            f"{wire.server.url} said that proxy {obligation.target!r} was led back and shows {after.upstream}"
            + ("" if after.enabled else ", switched off")
        )
    return Undone(Healed.REMOVED, True)


def _lead_back(obligation: Obligation, now: ProxyState) -> dict[str, object]:
    """What must be set to have the proxy as it was found; switched off it stays only for another fault of ours.

    A server that cannot listen again after a change of upstream leaves the proxy off (Toxiproxy 2.12).
    """
    found, changes = obligation.found, dict[str, object]()
    if found and now.upstream != found.upstream:
        changes["upstream"] = found.upstream
    if found and found.enabled and not now.enabled and not _is_refused_by_us(obligation):
        changes["enabled"] = True
    return changes


def _is_refused_by_us(obligation: Obligation) -> bool:
    others = open_obligations(obligation.path.parent.parent, obligation.run)
    here = (obligation.server.url, obligation.target)
    return any(
        each.promise is Promise.DISABLE and not each.removed and (each.server.url, each.target) == here
        for each in others
    )


_UNDO: dict[Promise, Callable[[Obligation, Wire], Undone]] = {
    Promise.TOXIC: _toxic,
    Promise.DISABLE: _disable,
    Promise.PROXY: _proxy,
    Promise.SWITCH: _switch,
    Promise.UPSTREAM: _upstream,
}
