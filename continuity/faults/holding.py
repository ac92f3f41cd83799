"""Who holds a proxy, said to somebody else who wants it."""

from __future__ import annotations

from continuity.clock import to_iso
from continuity.errors import Refused
from continuity.faults.api import Api
from continuity.faults.marker import Marker, read_marker
from continuity.faults.outcome import free_by_hand

__all__ = ["held", "held_by_another"]


def held(api: Api, marker: Marker) -> Refused:
    """The refusal that names the holder, until when, and what can be done."""
    where = f"proxy {marker.proxy!r} at {api.wire.server.url}"
    if not marker.run:
        # No end time, and nobody of whom we know: it would hold the proxy for ever.
        by_hand = free_by_hand(api.wire.server, marker.proxy)
        return Refused(
            f"{where} is held by {marker.holder}: that names no run and no end, so nothing takes it away by itself. "
            f"Ask around; if it is nobody's, by hand: {by_hand}"
        )
    who = f"run {marker.run} ({marker.holder})"
    expired = marker.until <= api.wire.clock.now()
    hint = "Its time is over: `continuity sweep` clears it." if expired else "Wait for that run, or halt it."
    return Refused(f"{where} is held by {who} until {to_iso(marker.until)}", hint=hint)


def held_by_another(api: Api, proxy: str, run: str) -> Refused | None:
    """The same when a run other than ``run`` holds the proxy; none when it is free, or held by that run."""
    marker = read_marker(api, proxy)
    return held(api, marker) if marker is not None and marker.run != run else None
