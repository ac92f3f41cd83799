"""What a client sends, taken piece by piece, with a look at what comes next."""

from __future__ import annotations

import asyncio

__all__ = ["Incoming"]


class Incoming:
    """Reads lines and counts of bytes; ``asyncio.IncompleteReadError`` says that the client sends no more."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._seen = b""

    async def look(self, count: int) -> bytes:
        """Wait until so many bytes are there, and show them without taking them."""
        if len(self._seen) < count:
            try:
                self._seen += await self._reader.readexactly(count - len(self._seen))
            except asyncio.IncompleteReadError as problem:
                self._seen += problem.partial
                raise
        return self._seen[:count]

    async def line(self) -> bytes:
        """Take a line, its end included; what comes before the end of all counts as one."""
        line, end, rest = self._seen.partition(b"\n")
        if end:
            self._seen = rest
            return line + end
        self._seen = b""
        try:
            return line + await self._reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as problem:
            if not (line := line + problem.partial):
                raise
            return line

    async def exactly(self, count: int) -> bytes:
        """Take so many bytes."""
        taken, self._seen = self._seen[:count], self._seen[count:]
        return taken + await self._reader.readexactly(count - len(taken))
