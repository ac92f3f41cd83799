"""A connection: a client, a server, and a link each way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from continuity.embedded.link.chunk import End
from continuity.embedded.link.endpoint import Endpoint
from continuity.embedded.link.link import Link
from continuity.embedded.toxic import Stream

__all__ = ["Connection", "Hooks"]


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a connection asks of its proxy: chance per (stream, toxic), and to hear of its birth and death."""

    chance: Callable[[Stream, str], Random]
    accepted: Callable[[Connection], None]
    closed: Callable[[Connection], None]


class Connection:
    """Joins both ends; keeps half-closes: one side may finish while the other still sends."""

    def __init__(self, hooks: Hooks, loop: asyncio.AbstractEventLoop) -> None:
        self._hooks = hooks
        self.client = Endpoint(self)
        self.server = Endpoint(self)
        self.opened = False
        self.closed: asyncio.Future[None] = loop.create_future()
        self.links = {
            Stream.UPSTREAM: Link(self.client, self.server, loop, lambda name: hooks.chance(Stream.UPSTREAM, name)),
            Stream.DOWNSTREAM: Link(self.server, self.client, loop, lambda name: hooks.chance(Stream.DOWNSTREAM, name)),
        }
        self.client.outlet = self.links[Stream.UPSTREAM]
        self.server.outlet = self.links[Stream.DOWNSTREAM]

    def made(self, endpoint: Endpoint) -> None:
        """Tell the proxy of a new client."""
        if endpoint is self.client:
            self._hooks.accepted(self)

    def open(self) -> None:
        """Let both sides talk: the server has answered."""
        self.opened = True
        self.client.go_on()
        self.server.go_on()

    def arrived(self, endpoint: Endpoint, end: End) -> None:
        """Pass an end on to the peer that it came to."""
        other = self._other(endpoint)
        if end is End.RESET:
            endpoint.reset()
            other.reset()
        elif end is End.CLOSE or other.ended or other.gone:
            endpoint.close()
            other.close()
        else:
            endpoint.finish()

    def lost(self, endpoint: Endpoint) -> None:
        """Hear that one side is gone: what it sent before still goes on its way, then the other is closed."""
        other = self._other(endpoint)
        endpoint.outlet.end(End.FINISHED)
        if other.ended or not self.opened:
            other.close()
        if other.gone or not self.opened:
            self._over()

    def abort(self) -> None:
        """Close both sides now; data in flight is dropped."""
        self.client.abort()
        self.server.abort()

    def _over(self) -> None:
        for link in self.links.values():
            link.stop()
        if not self.closed.done():
            self.closed.set_result(None)
            self._hooks.closed(self)

    def _other(self, endpoint: Endpoint) -> Endpoint:
        return self.server if endpoint is self.client else self.client
