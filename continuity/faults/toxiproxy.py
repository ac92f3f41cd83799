"""toxiproxy-python, made safe to drive several servers at once: for creating and listing.

Bare, version 0.1.1 keeps its address in a class, waits for ever, obeys proxies of the environment and takes a 500
for success. Here each call goes through ``Wire``: an address of its own, one deadline for the whole of it (also for
an answer that comes a byte at a time), and every status from 300 on is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from urllib.parse import quote

from continuity.clock import SystemClock
from continuity.faults.api import ProxyState, ServerSaid
from continuity.faults.kinds.effect import Toxic
from continuity.faults.promise import ServerRef
from continuity.faults.shapes import Misshapen, parse
from continuity.faults.wire import UNHURRIED_S, CallFailed, Reply, Wire

__all__ = ["Client", "Lease"]

_server: ContextVar[ServerRef] = ContextVar("toxiproxy_server")
"""Which server the library talks to in this thread or task, right now."""
_beside: ContextVar[Mapping[str, object] | None] = ContextVar("toxiproxy_beside", default=None)
"""What goes into the body beside what the library knows."""


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a toxic may stay when nobody takes it out (milliseconds, counted by the server), and for whom."""

    millis: int
    holder: str


class Client:
    """One server as toxiproxy-python sees it; raises ``CallFailed`` errors like the rest of this room."""

    def __init__(self, server: ServerRef) -> None:
        self._about = server

    def names(self) -> tuple[str, ...]:
        """List the proxies' names."""
        toxiproxy, token = _library(), _server.set(self._about)
        try:
            return tuple(sorted(toxiproxy.Toxiproxy().proxies()))
        finally:
            _server.reset(token)

    def create(self, name: str, listen: str, upstream: str) -> ProxyState | None:
        """Create an enabled proxy; ``None`` when the name is taken."""
        toxiproxy, token = _library(), _server.set(self._about)
        try:
            made = toxiproxy.Toxiproxy().create(upstream, name, listen, enabled=True)
        except toxiproxy.exceptions.ProxyExists:
            return None
        finally:
            _server.reset(token)
        return ProxyState(made.name, made.listen, made.upstream, made.enabled, ())

    def add_toxic(self, proxy: ProxyState, name: str, toxic: Toxic, lease: Lease | None = None) -> None:
        """Add a toxic; what came of it is to be read back.

        The embedded server takes it out by itself when the lease ends; the original passes over the field.
        """
        toxiproxy, token = _library(), _server.set(self._about)
        beside = _beside.set({"lease": {"millis": lease.millis, "holder": lease.holder}} if lease else None)
        target = toxiproxy.Proxy(name=proxy.name, listen=proxy.listen, upstream=proxy.upstream, enabled=proxy.enabled)
        try:
            target.add_toxic(
                type=toxic.type,
                stream=toxic.stream,
                name=name,
                toxicity=toxic.toxicity / 100,
                attributes=dict(toxic.attributes),
            )
        finally:
            _beside.reset(beside)
            _server.reset(token)


class _Answer:
    """What the library asks of an answer."""

    def __init__(self, reply: Reply, doing: str) -> None:
        self.status_code = reply.status
        self.content = reply.body
        self._doing = doing

    def json(self) -> object:
        """The body as JSON."""
        try:
            return parse(self.content)
        except Misshapen as problem:
            raise CallFailed(f"{self._doing}: the answer makes no sense: {problem}") from problem


@cache
def _library() -> ModuleType:
    """Import the library when it is first used (it brings requests, some 100 ms), and give it our way to call."""
    import toxiproxy
    import toxiproxy.exceptions
    import toxiproxy.proxy
    import toxiproxy.server
    from toxiproxy.api import APIConsumer

    class SafeConsumer(APIConsumer):  # type: ignore[misc]  # the library has no types
        @classmethod
        def get(cls, url: str, **_: object) -> _Answer:
            return _send("GET", url)

        @classmethod
        def delete(cls, url: str, **_: object) -> _Answer:
            return _send("DELETE", url)

        @classmethod
        def post(cls, url: str, *, json: Mapping[str, object] | None = None, **_: object) -> _Answer:
            return _send("POST", url, {**(json or {}), **(_beside.get() or {})})

    toxiproxy.server.APIConsumer = SafeConsumer
    toxiproxy.proxy.APIConsumer = SafeConsumer
    library: ModuleType = toxiproxy
    return library


def _send(method: str, path: str, body: Mapping[str, object] | None = None) -> _Answer:
    server = _server.get()
    reply = Wire(server, SystemClock(), UNHURRIED_S).call(method, quote(path, safe="/"), body)
    doing = f"{server.url}, {method} {path}"
    if reply.status >= 300:
        raise ServerSaid(f"{doing}: {reply.words}", reply.status)
    return _Answer(reply, doing)
