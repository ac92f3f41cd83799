"""An endpoint: one socket of a connection, as the event loop sees it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Protocol

from continuity.embedded.link.chunk import Chunk, End

__all__ = ["Endpoint", "Outlet", "Owner"]

_RESET = struct.pack("ii", 1, 0)
_BUFFER = 256 * 1024


class Outlet(Protocol):
    """Where an endpoint's data goes."""

    def feed(self, data: bytes) -> None:
        """Take what was received."""

    def end(self, how: End) -> None:
        """Hear that the peer has finished sending."""


class Owner(Protocol):
    """The connection that an endpoint is part of."""

    def made(self, endpoint: Endpoint) -> None:
        """Hear that the socket is open."""

    def arrived(self, endpoint: Endpoint, end: End) -> None:
        """Hear that an end has come through a link to this endpoint."""

    def lost(self, endpoint: Endpoint) -> None:
        """Hear that the socket is closed."""


class Endpoint(asyncio.Protocol):
    """Reads when it may, writes what it is given; starts held back until the connection lets it go on."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._held = True
        self.outlet: Outlet
        self.on_room: Callable[[], None] = lambda: None
        self.full = False
        self.ended = False
        self.gone = False

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, held back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.pause_reading()
        transport.set_write_buffer_limits(high=_BUFFER)
        self._owner.made(self)

    def data_received(self, data: bytes) -> None:
        """Pass on what the peer sent."""
        self.outlet.feed(data)

    def eof_received(self) -> bool:
        """Pass on that the peer has finished; our side stays open for the answer."""
        self.outlet.end(End.FINISHED)
        return True

    def pause_writing(self) -> None:
        """Hear that the peer does not keep up."""
        self.full = True

    def resume_writing(self) -> None:
        """Hear that it does again."""
        self.full = False
        self.on_room()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Hear that the socket is closed."""
        self.gone = True
        self.full = False
        self._owner.lost(self)
        self.on_room()

    # What links and the connection call.

    def push(self, item: Chunk | End) -> None:
        """Write a chunk, or hear of an end."""
        if self.ended:
            return
        if isinstance(item, Chunk):
            self.write(item.data)
        else:
            self.ended = True
            self._owner.arrived(self, item)

    def write(self, data: bytes) -> None:
        """Send; what cannot be sent any more is dropped."""
        if self._transport is not None and not self.ended and not self._transport.is_closing():
            self._transport.write(data)

    def hold(self) -> None:
        """Stop reading."""
        if not self._held and self._transport is not None:
            self._held = True
            self._transport.pause_reading()

    def go_on(self) -> None:
        """Read again."""
        if self._held and self._transport is not None:
            self._held = False
            self._transport.resume_reading()

    def finish(self) -> None:
        """Tell the peer that nothing more comes, and go on reading."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write_eof()

    def close(self) -> None:
        """Close once everything written has left."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close now; what was not sent is dropped."""
        if self._transport is not None:
            self._transport.abort()

    def reset(self) -> None:
        """Close now with a TCP reset (RFC 9293 3.10.4: abort)."""
        if self._transport is not None:
            sock = self._transport.get_extra_info("socket")
            if sock is not None and not self._transport.is_closing():
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()
