"""A proxy: an address that is listened on, an upstream, and a chain of toxics each way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from continuity.embedded.chains import Chains
from continuity.embedded.connections import Connections
from continuity.embedded.net.accepting import Acceptor
from continuity.embedded.net.address import Address, split_address
from continuity.embedded.net.listen import bind, no_file_left, resolve_listen
from continuity.embedded.problem import AddressProblem
from continuity.embedded.shared import Place, Shared

__all__ = ["Change", "Proxy"]


@dataclass(frozen=True, slots=True)
class Change:
    """New values for a proxy; None keeps what is."""

    listen: str | None = None
    upstream: str | None = None
    enabled: bool | None = None


class Proxy:
    """Accepts while enabled; ``listen`` is the real address once it has been bound, ``place`` its listener's file."""

    def __init__(self, name: str, listen: str, upstream: str, shared: Shared) -> None:
        self.name = name
        self.listen = listen
        self.upstream = upstream
        self.enabled = False
        self.lock = asyncio.Lock()
        self.chains = Chains(name, shared)
        self.connections = Connections(name, shared, self.chains.of)
        self.chains.act_on(self.connections.open)
        self.place = Place(shared.places)
        self._acceptor: Acceptor | None = None

    async def start(self) -> None:
        """Listen, if not yet; raises ``AddressProblem``."""
        if self.enabled:
            return
        try:
            address = await resolve_listen(self.listen)
        except AddressProblem as problem:
            raise AddressProblem(f"listen tcp: {problem.message}") from None
        self._serve(address)

    async def stop(self) -> None:
        """Stop listening and close every connection; what is in flight is dropped, toxics stay."""
        self._deafen()
        await self.connections.disconnect()

    async def update(self, change: Change) -> None:
        """Change what differs; if the new address cannot be had, ``AddressProblem`` says why and all is as before."""
        await resolve_listen(self.listen if change.listen is None else change.listen)
        enabled = self.enabled if change.enabled is None else change.enabled
        if await self._differs(change):
            await self._move(change, enabled)
        elif enabled:
            await self.start()
        else:
            await self.stop()

    async def is_at(self, listen: str, upstream: str) -> bool:
        """Whether the proxy has that listen address, however it is spelt, and that upstream."""
        return not await self._differs(Change(listen, upstream))

    async def _differs(self, change: Change) -> bool:
        if change.listen not in (None, self.listen) and str(await resolve_listen(change.listen)) != self.listen:
            return True
        return change.upstream is not None and change.upstream != self.upstream

    async def _move(self, change: Change, enabled: bool) -> None:
        """Take the new address first, and only then drop the connections to the old upstream."""
        listen = self.listen if change.listen is None else change.listen
        address = await resolve_listen(listen) if enabled else None
        before = split_address(self.listen) if self.enabled else None
        self._deafen()
        try:
            if address is not None:
                self._serve(address)
            else:
                self.listen = listen
        except AddressProblem:
            if before is not None:
                self._serve(before)
            raise
        self.upstream = self.upstream if change.upstream is None else change.upstream
        self.connections.at(self.listen, self.upstream)
        await self.connections.disconnect()

    def _serve(self, address: Address) -> None:
        if not self.place.can_be_had:
            raise no_file_left(address)
        sock, real = bind(address)
        self.place.take()
        self._acceptor = Acceptor(sock, self.connections.welcome, self.connections.has_room)
        self.listen, self.enabled = str(real), True
        self.connections.at(self.listen, self.upstream)

    def _deafen(self) -> None:
        self.enabled = False
        if self._acceptor is not None:
            self._acceptor.close()
            self._acceptor = None
