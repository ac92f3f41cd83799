"""Proxies that are there already: used when they are what is wanted, refused and shown when they are not."""

from __future__ import annotations

from ipaddress import ip_address

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
    """Whether both are one address; a started proxy shows numbers, and what a name is over there nobody knows here."""
    host, port = _host_and_port(wanted)
    shown_host, shown_port = _host_and_port(shown)
    return port == shown_port and (host == shown_host or (_is_name(host) and not _is_name(shown_host)))


def _host_and_port(address: str) -> tuple[str, str]:
    host, _, port = address.rpartition(":")
    return {"localhost": "127.0.0.1", "0.0.0.0": "[::]", "": "[::]"}.get(host, host), port


def _is_name(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False
