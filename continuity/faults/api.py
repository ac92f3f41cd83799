"""The calls of the Toxiproxy 2.x API that healing, holding and reading back need (Shopify/toxiproxy README)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.errors import ContinuityError
from continuity.faults.shapes import Misshapen, flag, listing, number, table, text
from continuity.faults.wire import CallFailed, Reply, Wire, segment

__all__ = ["Api", "ProxyState", "ServerSaid", "ToxicState", "read_proxy"]


class ServerSaid(CallFailed):
    """The server answered, and not with what the call was for."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class ToxicState:
    """A toxic as the server shows it."""

    name: str
    type: str
    stream: str
    attributes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ProxyState:
    """A proxy as the server shows it."""

    name: str
    listen: str
    upstream: str
    enabled: bool
    toxics: tuple[ToxicState, ...]


class Api:
    """One Toxiproxy server; 404 is an answer (``None`` or ``False``), everything else unexpected is raised."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def proxy(self, name: str) -> ProxyState | None:
        """Read one proxy, ``None`` when there is none. One that hangs does not keep the others from being read."""
        reply = self.wire.call("GET", f"/proxies/{segment(name)}")
        return None if reply.status == 404 else self._proxy(reply, f"reading proxy {name!r}")

    def proxies(self) -> tuple[ProxyState, ...]:
        """Read all proxies."""
        reply = self.wire.call("GET", "/proxies")
        self._expect(reply, "reading all proxies", 200)
        try:
            return tuple(read_proxy(each) for each in table(reply.value).values())
        except Misshapen as problem:
            raise self._nonsense("reading all proxies", problem) from problem

    def create(self, name: str, listen: str, upstream: str, *, enabled: bool) -> ProxyState | None:
        """Create a proxy, in one step on the server; ``None`` when the name is taken."""
        body = {"name": name, "listen": listen, "upstream": upstream, "enabled": enabled}
        reply = self.wire.call("POST", "/proxies", body)
        return None if reply.status == 409 else self._proxy(reply, f"creating proxy {name!r}", 201)

    def change(self, name: str, fields: Mapping[str, object]) -> ProxyState | None:
        """Change fields of a proxy; servers before 2.6 know no PATCH, for them POST; ``None`` when it is gone."""
        path = f"/proxies/{segment(name)}"
        reply = self.wire.call("PATCH", path, fields)
        if reply.status == 405:
            reply = self.wire.call("POST", path, fields)
        return None if reply.status == 404 else self._proxy(reply, f"changing proxy {name!r}")

    def delete(self, name: str) -> bool:
        """Delete a proxy; ``False`` when it was gone already."""
        reply = self.wire.call("DELETE", f"/proxies/{segment(name)}")
        return self._deleted(reply, f"deleting proxy {name!r}")

    def delete_toxic(self, proxy: str, toxic: str) -> bool:
        """Delete a toxic; ``False`` when it or its proxy was gone already."""
        reply = self.wire.call("DELETE", f"/proxies/{segment(proxy)}/toxics/{segment(toxic)}")
        return self._deleted(reply, f"deleting toxic {toxic!r} of proxy {proxy!r}")

    def _deleted(self, reply: Reply, doing: str) -> bool:
        if reply.status == 404:
            return False
        self._expect(reply, doing, 200, 204)
        return True

    def _proxy(self, reply: Reply, doing: str, *expected: int) -> ProxyState:
        self._expect(reply, doing, *(expected or (200,)))
        try:
            return read_proxy(reply.value)
        except Misshapen as problem:
            raise self._nonsense(doing, problem) from problem

    def _expect(self, reply: Reply, doing: str, *expected: int) -> None:
        if reply.status not in expected:
            raise ServerSaid(f"{self.wire.server.url}, {doing}: {reply.words}", reply.status)

    def _nonsense(self, doing: str, problem: Misshapen) -> ContinuityError:
        return CallFailed(f"{self.wire.server.url}, {doing}: the answer makes no sense: {problem}")


def read_proxy(value: object) -> ProxyState:
    """Read a proxy from JSON; unknown keys (``Logger``) pass; raises ``Misshapen``."""
    record = table(value)
    toxics = tuple(_toxic(table(each)) for each in listing(record.get("toxics") or []))
    return ProxyState(
        text(record, "name"), text(record, "listen"), text(record, "upstream"), flag(record, "enabled"), toxics
    )


def _toxic(record: Mapping[str, object]) -> ToxicState:
    attributes = table(record.get("attributes") or {})
    return ToxicState(
        text(record, "name"),
        text(record, "type"),
        text(record, "stream"),
        {key: number(attributes, key) for key in attributes},
    )
