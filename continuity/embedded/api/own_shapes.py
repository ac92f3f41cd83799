"""The bodies of the routes that the original does not have; times as RFC 3339 texts in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from continuity.clock import to_iso
from continuity.embedded.connections import Connections
from continuity.embedded.json_write import Out
from continuity.embedded.lease import Healed, Held
from continuity.embedded.link.view import Bytes, View
from continuity.embedded.proxy import Proxy
from continuity.embedded.toxic import Stream
from continuity.embedded.traffic import Path

__all__ = ["connections_shape", "healed_shape", "lease_shape", "traffic_shape"]


def lease_shape(lease: Held) -> Mapping[str, Out]:
    """Show a lease that runs."""
    named: dict[str, Out] = {"proxy": lease.proxy, "toxic": lease.toxic, "millis": lease.millis, "holder": lease.holder}
    return {**named, "until": to_iso(lease.until)}


def healed_shape(healed: Healed) -> Mapping[str, Out]:
    """Show a lease that ran out."""
    return {**lease_shape(healed.lease), "healed": to_iso(healed.at)}


def connections_shape(connections: Connections) -> Mapping[str, Out]:
    """Show the connections that are open and the last ones that ended."""
    still, ended = connections.views()
    return {"open": [_view_shape(view) for view in still], "ended": [_view_shape(view) for view in ended]}


def traffic_shape(proxies: Sequence[Proxy], sums: Mapping[Path, Bytes]) -> Mapping[str, Out]:
    """Show the counters of each proxy there is, over all the addresses it has had."""
    return {proxy.name: _proxy_traffic(proxy, sums) for proxy in proxies}


def _proxy_traffic(proxy: Proxy, sums: Mapping[Path, Bytes]) -> Mapping[str, Out]:
    counts = proxy.connections.counts()
    carried = {stream: Bytes() for stream in Stream}
    for path, count in sums.items():
        if path.proxy == proxy.name:
            carried[path.stream] += count
    connections = {"accepted": counts.accepted, "not_reached": counts.not_reached, "open": counts.open}
    return {**_bytes_shape(carried), "connections": connections}


def _view_shape(view: View) -> Mapping[str, Out]:
    toxics = [
        {"name": one.toxic, "stream": one.stream.value, "bytes": one.bytes, "cut": one.cut} for one in view.touched
    ]
    shown: dict[str, Out] = {"number": view.number, "client": view.client, "upstream": view.upstream}
    shown["since"] = to_iso(view.since)
    if view.until is not None:
        shown["until"] = to_iso(view.until)
    return {**shown, "bytes": _bytes_shape(view.bytes), "toxics": toxics}


def _bytes_shape(counts: Mapping[Stream, Bytes]) -> Mapping[str, Out]:
    return {stream.value: {"received": counts[stream].received, "sent": counts[stream].sent} for stream in Stream}
