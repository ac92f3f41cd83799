"""The connections of a proxy: those that are open, and the last ones that were."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from continuity.embedded.link.connection import Connection, Hooks
from continuity.embedded.link.view import Bytes, View
from continuity.embedded.shared import Shared
from continuity.embedded.toxic import Stream, Toxic
from continuity.embedded.traffic import Path

__all__ = ["Connections", "Counts"]

_CLOSE_LIMIT = 1.0
_REMEMBERED = 200
_FILES = 2
"""A connection has a socket to the client, and one to the upstream."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Clients so far, those among them whose upstream was not reached, and those that are connected now."""

    accepted: int
    not_reached: int
    open: int


class Connections:
    """Welcomes clients, and counts and remembers what became of them; ``open`` are those that are there now."""

    def __init__(self, proxy: str, shared: Shared, chain: Callable[[Stream], tuple[Toxic, ...]]) -> None:
        self._proxy = proxy
        self._shared = shared
        self._chain = chain
        self._accepted = 0
        self._not_reached = 0
        self._address = ("", "")
        self._paths: Mapping[Stream, Path] = {}
        self.open: dict[Connection, Mapping[Stream, Path]] = {}
        self._ended: deque[View] = deque(maxlen=_REMEMBERED)

    def at(self, listener: str, upstream: str) -> None:
        """Hear which addresses connections are made with from now on."""
        self._address = listener, upstream
        self._paths = {stream: Path(stream, self._proxy, listener, upstream) for stream in Stream}

    def has_room(self) -> bool:
        """Whether one more may come: the API always keeps a few sockets for itself."""
        return self._shared.places.files >= _FILES

    def welcome(self, sock: socket.socket, client: tuple[str, int]) -> None:
        """Join a client to the upstream."""
        self._accepted = number = self._accepted + 1
        chance, proxy, paths = self._shared.chance, self._proxy, self._paths
        hooks = Hooks(
            chance=lambda stream, toxic: chance.source(proxy, stream.value, toxic, number),
            chain=self._chain,
            closed=lambda connection: self._end(connection, paths),
        )
        connection = Connection(number, sock, client, self._address[1], self._shared.clock.now(), hooks)
        if not connection.closed.done():
            self.open[connection] = paths
            self._shared.places.files -= _FILES

    async def disconnect(self) -> None:
        """Close all of them; what is in flight is dropped."""
        ending = [connection.closed for connection in self.open]
        for connection in tuple(self.open):
            connection.abort()
        if ending:
            await asyncio.wait(ending, timeout=_CLOSE_LIMIT)

    def counts(self) -> Counts:
        """Count clients."""
        return Counts(self._accepted, self._not_reached, len(self.open))

    def views(self) -> tuple[list[View], list[View]]:
        """Give the connections that are open, in order of their numbers, and the last that ended, oldest first."""
        return sorted((one.view() for one in self.open), key=lambda view: view.number), list(self._ended)

    def carried(self) -> Iterator[tuple[Path, Bytes]]:
        """What the open connections have carried so far."""
        for connection, paths in self.open.items():
            if connection.opened:
                for stream in Stream:
                    yield paths[stream], connection.bytes(stream)

    def _end(self, connection: Connection, paths: Mapping[Stream, Path]) -> None:
        if self.open.pop(connection, None) is not None:
            self._shared.places.files += _FILES
        self._ended.append(connection.view(self._shared.clock.now()))
        if not connection.opened:
            self._not_reached += 1
            return
        for stream in Stream:
            self._shared.traffic.add(paths[stream], connection.bytes(stream))
