"""The proxy that stands before a point: taken for a drill only when it is the one that the plan means."""

from __future__ import annotations

from dataclasses import replace

from continuity.clock import Clock
from continuity.errors import Refused
from continuity.faults.api import Api, ProxyState
from continuity.faults.holding import held
from continuity.faults.marker import Marker, read_marker
from continuity.faults.promise import ServerRef
from continuity.faults.standing import as_wanted
from continuity.faults.wire import UNHURRIED_S, Wire
from continuity.plan import Proxy

__all__ = ["standing_proxy"]

_ANY = "127.0.0.1:0"


def standing_proxy(server: ServerRef, clock: Clock, point: str, wanted: Proxy, run: str | None = None) -> ProxyState:
    """Find it, as it was before any fault of ours; raises ``Refused``.

    Refused are one that is missing, one that another run than ``run`` holds, and one of that name that listens
    elsewhere or leads elsewhere: it is somebody else's, and nothing that is not ours is ever touched.
    """
    api = Api(Wire(server, clock, UNHURRIED_S))
    found = api.proxy(wanted.name)
    if found is None:
        raise Refused(
            f"the proxy {wanted.name} of {point} is not on {server.url}; continuity points up creates it",
        )
    marker = read_marker(api, wanted.name)
    if marker is not None and marker.run != run:
        raise held(api, marker)
    return as_wanted(_before(found, marker), wanted.listen or _ANY, wanted.upstream, server)


def _before(found: ProxyState, marker: Marker | None) -> ProxyState:
    """The proxy without what the run that holds it did: as long as it leads to our stub, it led elsewhere before."""
    if marker is None or marker.found is None or marker.instead != found.upstream:
        return found
    return replace(found, upstream=marker.found.upstream)
