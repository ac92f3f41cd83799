"""A connection: a client, a server, and a link each way."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from continuity.embedded.link.chance import Source
from continuity.embedded.link.chunk import End
from continuity.embedded.link.endpoint import Endpoint
from continuity.embedded.link.link import Link
from continuity.embedded.link.view import Bytes, View
from continuity.embedded.net.address import Address
from continuity.embedded.net.dial import Dial
from continuity.embedded.toxic import Stream, Toxic

__all__ = ["Connection", "Hooks"]


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a connection asks of its proxy: chance per (stream, toxic), the chains, and to hear of its end."""

    chance: Callable[[Stream, str], Source]
    chain: Callable[[Stream], tuple[Toxic, ...]]
    closed: Callable[[Connection], None]


class Connection:
    """Joins both ends; keeps half-closes: one side may finish while the other still sends.

    ``since`` is when the client came, in milliseconds since 1970; ``opened`` says that the upstream was reached.
    """

    def __init__(
        self, number: int, sock: socket.socket, client_at: tuple[str, int], upstream: str, since: int, hooks: Hooks
    ) -> None:
        loop = asyncio.get_running_loop()
        self._number = number
        self._since = since
        self._client_at = client_at
        self._server_at: tuple[str, int] | None = None
        self.opened = False
        self.closed: asyncio.Future[None] = loop.create_future()
        self._hooks = hooks
        self.client = client = Endpoint(self, loop)
        self.server = server = Endpoint(self, loop)
        self.links = {
            Stream.UPSTREAM: Link(Stream.UPSTREAM, client, server, loop, hooks.chance),
            Stream.DOWNSTREAM: Link(Stream.DOWNSTREAM, server, client, loop, hooks.chance),
        }
        client.outlet = self.links[Stream.UPSTREAM]
        server.outlet = self.links[Stream.DOWNSTREAM]
        client.attach(sock)
        self._dial: Dial | None = None
        dial = Dial(upstream, self._reached)
        if not (self.opened or client.gone):
            self._dial = dial

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

    def bytes(self, stream: Stream) -> Bytes:
        """What one direction has carried so far."""
        source, sink = self.client, self.server
        if stream is Stream.DOWNSTREAM:
            source, sink = sink, source
        return Bytes(source.received, sink.sent)

    def view(self, until: int | None = None) -> View:
        """Tell of the connection as it is, or as it was at its end."""
        touched = tuple(one for link in self.links.values() for one in link.touched())
        server = str(Address(*self._server_at)) if self._server_at else ""
        counts = {stream: self.bytes(stream) for stream in Stream}
        return View(self._number, str(Address(*self._client_at)), server, self._since, until, counts, touched)

    def abort(self) -> None:
        """Close both sides now; data in flight is dropped."""
        if self._dial is not None:
            self._dial.cancel()
        self.client.abort()
        self.server.abort()

    def _reached(self, sock: socket.socket | None) -> None:
        """Let both sides talk, or close the client whose upstream does not answer."""
        self._dial = None
        if sock is None:
            self.client.close()
            return
        self._server_at = sock.getpeername()[:2]
        self.server.attach(sock)
        for stream, link in self.links.items():
            link.open(self._hooks.chain(stream))
        self.opened = True
        self.client.go_on()
        self.server.go_on()

    def _over(self) -> None:
        for link in self.links.values():
            link.stop()
        if not self.closed.done():
            self.closed.set_result(None)
            self._hooks.closed(self)

    def _other(self, endpoint: Endpoint) -> Endpoint:
        return self.server if endpoint is self.client else self.client
