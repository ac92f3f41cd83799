"""Proxies that are there already: used when they are what is wanted, refused and shown when they are not."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.faults.api import ProxyState
from continuity.faults.promise import ServerRef

__all__ = ["as_wanted"]


def as_wanted(standing: ProxyState, listen: str, upstream: str, server: ServerRef) -> ProxyState:
    """Use a proxy that is there, when it is what is wanted; raises ``Refused`` showing it otherwise."""
    any_port = listen.rpartition(":")[2] == "0"
    if standing.upstream == upstream and (any_port or _same_address(standing.listen, listen)):
        return standing
    raise Refused(
        f"{server.url} has another proxy {standing.name!r}: it listens on {standing.listen} for {standing.upstream}, "
        f"wanted is {listen} for {upstream}",
        hint="Rename one of the two, or delete the one that is there if nobody needs it.",
    )


def _same_address(shown: str, wanted: str) -> bool:
    # A started proxy shows numbers: localhost as 127.0.0.1, every interface as [::].
    host, _, port = wanted.rpartition(":")
    shown_host, _, shown_port = shown.rpartition(":")
    names = {"localhost": "127.0.0.1", "0.0.0.0": "[::]", "": "[::]"}
    return port == shown_port and names.get(host, host) == names.get(shown_host, shown_host)
