"""The marker: a disabled proxy ``continuity.<proxy>`` that says who holds a proxy, until when, and what it was.

Toxiproxy creates a proxy in one step and answers 409 when the name is taken, so a marker excludes two runs on two
machines from one proxy. Its ``upstream`` is text that nobody checks or dials, so it carries the lease. Being
disabled, it listens nowhere; a foreign ``/reset`` would open a loopback port that leads nowhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from continuity.clock import from_iso, to_iso
from continuity.faults.api import Api, ProxyState
from continuity.faults.promise import Found
from continuity.faults.shapes import Misshapen, flag, maybe_text, parse, table, text
from continuity.faults.wire import CallFailed

__all__ = ["PREFIX", "Marker", "drop", "hold", "marker_name", "read_marker", "show_found", "understand"]

PREFIX = "continuity."
_LISTEN = "127.0.0.1:0"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Marker:
    """Who holds a proxy: the run, a person at a host, until when (ms UTC), and the proxy as it was found.

    ``instead`` is the upstream that the run put in the place of the one found; whatever else it leads to is not ours.
    """

    proxy: str
    run: str
    holder: str
    until: int
    found: Found | None = None
    instead: str | None = None

    @property
    def text(self) -> str:
        """The lease as the marker's upstream says it."""
        record: dict[str, object] = {
            "continuity": 1,
            "run": self.run,
            "holder": self.holder,
            "until": to_iso(self.until),
        }
        if self.found:
            record["found"] = {
                "enabled": self.found.enabled,
                "listen": self.found.listen,
                "upstream": self.found.upstream,
            }
        if self.instead:
            record["instead"] = self.instead
        return json.dumps(record, separators=(",", ":"))


def marker_name(proxy: str) -> str:
    """Name the marker of a proxy."""
    return PREFIX + proxy


def understand(state: ProxyState) -> Marker:
    """Read what a marker says; text that is not ours is held by nobody we know, for ever."""
    proxy = state.name.removeprefix(PREFIX)
    try:
        record = table(parse(state.upstream))
        found = table(record["found"]) if record.get("found") is not None else None
        return Marker(
            proxy,
            text(record, "run"),
            text(record, "holder"),
            from_iso(text(record, "until")),
            Found(flag(found, "enabled"), text(found, "listen"), text(found, "upstream")) if found else None,
            maybe_text(record, "instead"),
        )
    except (Misshapen, ValueError):
        return Marker(proxy, "", f"somebody who wrote {state.upstream[:80]!r}", 253_402_300_799_000)


def read_marker(api: Api, proxy: str) -> Marker | None:
    """Ask who holds a proxy; ``None`` when nobody does."""
    state = api.proxy(marker_name(proxy))
    return understand(state) if state else None


def hold(api: Api, wanted: Marker) -> Marker:
    """Take hold of a proxy for a run, or join the same run's hold; returns the marker that now stands.

    Whoever gets a marker of another run has not got the proxy.
    """
    for _ in range(_TRIES):
        if api.create(marker_name(wanted.proxy), _LISTEN, wanted.text, enabled=False):
            return wanted
        if standing := read_marker(api, wanted.proxy):
            return _joined(api, standing, wanted)
        # Its holder let go between the two calls.
    raise CallFailed(f"{api.wire.server.url} says that the marker of {wanted.proxy!r} is there, and that it is not")


def _joined(api: Api, standing: Marker, wanted: Marker) -> Marker:
    if standing.run != wanted.run or standing.until >= wanted.until:
        return standing
    longer = replace(standing, until=wanted.until)
    _write(api, longer)
    return longer


def show_found(api: Api, marker: Marker, found: Found, instead: str | None = None) -> Marker:
    """Write the state found into the marker, so that any machine can put it back."""
    told = replace(marker, found=found, instead=instead or marker.instead)
    _write(api, told)
    return told


def drop(api: Api, proxy: str, run: str) -> bool:
    """Let go of a proxy, only while its marker names that run; ``False`` when it did not."""
    standing = read_marker(api, proxy)
    return standing is not None and standing.run == run and api.delete(marker_name(proxy))


def _write(api: Api, marker: Marker) -> None:
    api.change(marker_name(marker.proxy), {"upstream": marker.text})
