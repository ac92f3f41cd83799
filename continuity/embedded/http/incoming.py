"""What a client sends, taken piece by piece, with a look at what comes next, until its time is over."""

from __future__ import annotations

import asyncio

from continuity.embedded.http.bad_request import BadRequest

__all__ = ["HEAD_LIMIT", "Incoming"]

HEAD_LIMIT = 64 * 1024


class Incoming:
    """Reads lines and counts of bytes; ``asyncio.IncompleteReadError`` says that the client sends no more.

    ``TimeoutError`` says that the time given by ``within`` is over.
    """

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._seen = bytearray()
        self._until: float | None = None

    def within(self, seconds: float) -> None:
        """Give the client so long, from now on, for all that is read."""
        self._until = asyncio.get_running_loop().time() + seconds

    async def look(self, count: int) -> bytes:
        """Wait until so many bytes are there, and show them without taking them."""
        while len(self._seen) < count:
            await self._more()
        return bytes(self._seen[:count])

    async def line(self) -> bytes:
        """Take a line, its end included; what comes before the end of all, or of the time, counts as one."""
        while (end := self._seen.find(b"\n")) < 0:
            if len(self._seen) > HEAD_LIMIT:
                raise BadRequest(431)
            try:
                await self._more()
            except (asyncio.IncompleteReadError, TimeoutError):
                if not self._seen:
                    raise
                return self._taken(len(self._seen))
        if end > HEAD_LIMIT:
            raise BadRequest(431)
        return self._taken(end + 1)

    async def exactly(self, count: int) -> bytes:
        """Take so many bytes."""
        while len(self._seen) < count:
            await self._more()
        return self._taken(count)

    def _taken(self, count: int) -> bytes:
        taken = bytes(self._seen[:count])
        del self._seen[:count]
        return taken

    async def _more(self) -> None:
        async with asyncio.timeout_at(self._until):
            piece = await self._reader.read(HEAD_LIMIT)
        if not piece:
            raise asyncio.IncompleteReadError(b"", None)
        self._seen += piece
