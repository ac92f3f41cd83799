"""The chains of a proxy: its toxics, and their effect on the connections that are open."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from continuity.embedded.lease import Held, Wish
from continuity.embedded.link.connection import Connection
from continuity.embedded.link.link import Link
from continuity.embedded.problem import ApiProblem, Fault
from continuity.embedded.shared import Shared
from continuity.embedded.toxic import Stream, Toxic

__all__ = ["Chains"]


class Chains:
    """One ordered chain per direction; a change is in effect on every open connection when the call returns.

    Changes wait for behaviours to let go of what they hold, never for a peer. Callers hold ``lock``; it is the chains'
    own, so that a toxic comes out also while the proxy waits for a name to be looked up.
    """

    def __init__(self, proxy: str, shared: Shared) -> None:
        self.lock = asyncio.Lock()
        self._proxy = proxy
        self._leases = shared.leases
        self._connections: Collection[Connection] = ()
        self._chains: dict[Stream, list[Toxic]] = {stream: [] for stream in Stream}
        self._born: dict[str, int] = {}
        self._added = 0

    def act_on(self, connections: Collection[Connection]) -> None:
        """Hear which connections there are: a collection that changes."""
        self._connections = connections

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
        self._added += 1
        self._born[toxic.name] = self._added
        self._chains[toxic.stream].append(toxic)
        for link in self._links(toxic.stream):
            link.add(toxic)

    async def update(self, toxic: Toxic) -> None:
        """Give the toxic of that name new values, in its place."""
        chain = self._chains[toxic.stream]
        chain[[one.name for one in chain].index(toxic.name)] = toxic
        for link in await self._halted(toxic):
            link.update(toxic)

    async def remove(self, toxic: Toxic) -> None:
        """Take a toxic out."""
        self._chains[toxic.stream].remove(toxic)
        self._leases.drop(self._proxy, toxic.name)
        self._born.pop(toxic.name, None)
        for link in await self._halted(toxic):
            link.remove(toxic)

    async def clear(self) -> None:
        """Take all toxics out."""
        for toxic in self.all():
            await self.remove(toxic)

    def lease(self, name: str, wish: Wish) -> Held:
        """Let a toxic heal itself after a time, counted from now."""
        born = self._born[name]
        return self._leases.hold(self._proxy, name, wish, lambda: self._heal(name, born))

    def leased(self, name: str) -> Held | None:
        """Find the lease on a toxic."""
        return self._leases.get(self._proxy, name)

    def keep(self, name: str) -> bool:
        """End the lease on a toxic, which then stays; say whether there was one."""
        return self._leases.drop(self._proxy, name)

    def forget_leases(self) -> None:
        """End all leases: the proxy is gone."""
        self._leases.drop(self._proxy)

    async def _heal(self, name: str, born: int) -> None:
        """Take a toxic out, unless that was done and another of its name has come since."""
        async with self.lock:
            for toxic in self.all():
                if toxic.name == name and self._born[name] == born:
                    await self.remove(toxic)

    async def _halted(self, toxic: Toxic) -> list[Link]:
        """Interrupt a toxic on every link, all at once, and wait until each has let go of what it holds."""
        links = self._links(toxic.stream)
        if tasks := [task for link in links if (task := link.halt(toxic.name))]:
            await asyncio.wait(tasks)
        return links

    def _links(self, stream: Stream) -> list[Link]:
        return [connection.links[stream] for connection in self._connections if connection.opened]
