"""Who holds a proxy, said to somebody else who wants it."""

from __future__ import annotations

from continuity.clock import to_iso
from continuity.errors import Refused
from continuity.faults.api import Api
from continuity.faults.marker import Marker, read_marker

__all__ = ["held", "held_by_another"]


def held(api: Api, marker: Marker) -> Refused:
    """The refusal that names the holder, until when, and what can be done."""
    where = f"proxy {marker.proxy!r} at {api.wire.server.url}"
    who = f"run {marker.run} ({marker.holder})" if marker.run else marker.holder
    expired = marker.until <= api.wire.clock.now()
    hint = "Its time is over: `continuity sweep` clears it." if expired else "Wait for that run, or halt it."
    return Refused(f"{where} is held by {who} until {to_iso(marker.until)}", hint=hint)


def held_by_another(api: Api, proxy: str, run: str) -> Refused | None:
    """The same when a run other than ``run`` holds the proxy; none when it is free, or held by that run."""
    marker = read_marker(api, proxy)
    return held(api, marker) if marker is not None and marker.run != run else None
