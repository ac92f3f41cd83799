"""A client of the API: its socket, its requests, and letting go of both at once."""

from __future__ import annotations

import asyncio
import socket

from continuity.embedded.http.incoming import HEAD_LIMIT
from continuity.embedded.http.reading import Limits, Requests

__all__ = ["Client"]

_WRITE_LIMIT = 30.0


class Client:
    """``served`` while its request is carried out, ``gone`` once it was let go."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        sock.setblocking(False)
        self.served = False
        self.gone = False
        self._sock = sock
        self._limits = limits
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> bool:
        """Get ready to read; false when it was let go meanwhile."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(HEAD_LIMIT, loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, self._sock)
        self._writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        self.requests = Requests(reader, self._writer, self._limits)
        if self.gone:
            self.abort()
        return not self.gone

    async def send(self, data: bytes) -> None:
        """Write an answer; raises ``TimeoutError`` when it is not taken."""
        assert self._writer is not None
        self._writer.write(data)
        async with asyncio.timeout(_WRITE_LIMIT):
            await self._writer.drain()

    def close(self) -> None:
        """Let what was written arrive, and close."""
        self.gone = True
        if self._writer is None:
            self._sock.close()
        else:
            self._writer.close()

    def abort(self) -> None:
        """Let go now, whatever was under way."""
        self.gone = True
        if self._writer is not None:
            self._writer.transport.abort()
