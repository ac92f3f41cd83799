"""The chains of a proxy: its toxics, and their effect on the connections that are open."""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet

from continuity.embedded.link.connection import Connection
from continuity.embedded.link.link import Link
from continuity.embedded.problem import ApiProblem, Fault
from continuity.embedded.toxic import Stream, Toxic

__all__ = ["Chains"]


class Chains:
    """One ordered chain per direction; a change is in effect on every open connection when the call returns.

    Changes wait for behaviours to let go of what they hold, never for a peer. Callers hold the proxy's lock.
    """

    def __init__(self, connections: AbstractSet[Connection]) -> None:
        self._connections = connections
        self._chains: dict[Stream, list[Toxic]] = {stream: [] for stream in Stream}

    def all(self) -> list[Toxic]:
        """Every toxic: upstream first, in the order of effect."""
        return [toxic for stream in Stream for toxic in self._chains[stream]]

    def of(self, stream: Stream) -> tuple[Toxic, ...]:
        """The chain of one direction."""
        return tuple(self._chains[stream])

    def get(self, name: str) -> Toxic:
        """Find a toxic; raises ``ApiProblem`` (404)."""
        for toxic in self.all():
            if toxic.name == name:
                return toxic
        raise ApiProblem.of(Fault.TOXIC_NOT_FOUND)

    def refuse_taken(self, name: str) -> None:
        """Raise ``ApiProblem`` (409) if a toxic of either direction has that name."""
        if any(toxic.name == name for toxic in self.all()):
            raise ApiProblem.of(Fault.TOXIC_EXISTS)

    def add(self, toxic: Toxic) -> None:
        """Put a toxic at the end of its chain."""
        self._chains[toxic.stream].append(toxic)
        for link in self._links(toxic.stream):
            link.add(toxic)

    async def update(self, toxic: Toxic) -> None:
        """Give the toxic of that name new values, in its place."""
        chain = self._chains[toxic.stream]
        chain[[one.name for one in chain].index(toxic.name)] = toxic
        await asyncio.gather(*(link.update(toxic) for link in self._links(toxic.stream)))

    async def remove(self, toxic: Toxic) -> None:
        """Take a toxic out."""
        self._chains[toxic.stream].remove(toxic)
        await asyncio.gather(*(link.remove(toxic) for link in self._links(toxic.stream)))

    async def clear(self) -> None:
        """Take all toxics out."""
        for toxic in self.all():
            await self.remove(toxic)

    def _links(self, stream: Stream) -> list[Link]:
        return [connection.links[stream] for connection in self._connections if connection.opened]
