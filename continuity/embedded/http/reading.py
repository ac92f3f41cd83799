"""Reading a request from a stream, as strict, as lenient and as patient as the original."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from continuity.embedded.http.bad_request import BadRequest, ExpectationFailed
from continuity.embedded.http.body import announced, read_body
from continuity.embedded.http.head import Head, read_head
from continuity.embedded.http.incoming import Incoming
from continuity.embedded.http.message import Request

__all__ = ["Limits", "Requests"]

_BEGUN = 4
"""So many bytes of a request end the idle time between two."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a client has for a request, and may be idle before the next one."""

    read: float = 15.0
    idle: float = 60.0


class Requests:
    """The requests of one client, one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self._incoming = Incoming(reader)
        self._writer = writer
        self._limits = limits
        self._last = ""

    async def next(self) -> Request | None:
        """Read the next request; None when the client has gone. Raises ``BadRequest`` for what is not HTTP.

        A client that is too slow is ``TimeoutError``: nobody waits for it any longer.
        """
        try:
            if self._last:
                self._incoming.within(self._limits.idle)
                await self._incoming.look(_BEGUN)
            self._incoming.within(self._limits.read)
            head = await self._head()
            return None if head is None else await self._whole(head)
        except asyncio.IncompleteReadError:
            return None

    async def _head(self) -> Head | None:
        """Read a head; one that is cut short is none, but nothing at all is no request."""
        try:
            await self._incoming.look(1)
        except asyncio.IncompleteReadError:
            return None
        if self._last == "POST":
            await self._pass_over_line_ends()
        try:
            return await read_head(self._incoming)
        except asyncio.IncompleteReadError:
            raise BadRequest(400) from None

    async def _pass_over_line_ends(self) -> None:
        """Some old clients send a line end more after what they post (RFC 9112 2.2)."""
        begin = await self._incoming.look(_BEGUN)
        await self._incoming.exactly(len(begin) - len(begin.lstrip(b"\r\n")))

    async def _whole(self, head: Head) -> Request:
        length = announced(head)
        head.check()
        self._last = head.method
        await self._expected(head, length)
        body = await read_body(self._incoming, length)
        headers = {name: values[0] for name, values in head.fields.items()}
        return Request(head.method, head.target, headers, body, _keeps_open(head), head.old)

    async def _expected(self, head: Head, length: int) -> None:
        """Tell a client that waits to be told to go on; what else it may expect is not done here."""
        told = head.says("expect", "100-continue")
        if head.first("expect") and not told:
            raise ExpectationFailed(old=head.old, bodiless=head.method == "HEAD")
        if told and length and not head.old:
            self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _keeps_open(head: Head) -> bool:
    if head.old:
        return head.says("connection", "keep-alive")
    return not (head.lists("connection", "close") or head.says("connection", "close"))
