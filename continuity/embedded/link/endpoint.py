"""An endpoint: one socket of a connection.

It works on the socket itself and not through a transport of the event loop: bytes then go from one socket to the
other without being copied, and a connection costs a third less.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import Protocol

from continuity.embedded.link.backlog import Backlog
from continuity.embedded.link.chunk import Chunk, End

__all__ = ["Endpoint", "Outlet", "Owner"]

_RESET = struct.pack("ii", 1, 0)
_SPACE = memoryview(bytearray(256 * 1024))
"""What was read last; every endpoint uses it in turn, and nobody keeps a view of it."""

Data = bytes | memoryview


class Outlet(Protocol):
    """Where an endpoint's data goes."""

    def feed(self, data: memoryview) -> None:
        """Take what was received; it is there only until this returns."""

    def end(self, how: End) -> None:
        """Hear that the peer has finished sending."""


class Owner(Protocol):
    """The connection that an endpoint is part of."""

    def arrived(self, endpoint: Endpoint, end: End) -> None:
        """Hear that an end has come through a link to this endpoint."""

    def lost(self, endpoint: Endpoint) -> None:
        """Hear that the socket is closed."""


class Endpoint:
    """Reads when it may, writes what it is given; starts held back until the connection lets it go on.

    ``received`` and ``sent`` count the bytes that its peer has sent and that were handed to the system for its peer.
    """

    def __init__(self, owner: Owner, loop: asyncio.AbstractEventLoop) -> None:
        self._owner = owner
        self._loop = loop
        self._sock: socket.socket | None = None
        self._backlog = Backlog()
        self._held = True
        self._drained = False
        self._closing = False
        self._wants_finish = False
        self.outlet: Outlet
        self.on_room: Callable[[], None] = lambda: None
        self.full = False
        self.ended = False
        self.gone = False
        self.received = 0
        self.sent = 0

    def attach(self, sock: socket.socket) -> None:
        """Take over a connected socket."""
        sock.setblocking(False)
        self._sock = sock

    # What the event loop calls.

    def _readable(self) -> None:
        assert self._sock is not None
        try:
            count = self._sock.recv_into(_SPACE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.abort()
            return
        if count:
            self.received += count
            self.outlet.feed(_SPACE[:count])
            return
        self._drained = True
        self.hold()
        self.outlet.end(End.FINISHED)

    def _writable(self) -> None:
        assert self._sock is not None
        try:
            self.sent += self._backlog.drain(self._sock)
        except OSError:
            self.abort()
            return
        if not self._backlog.size:
            self._loop.remove_writer(self._sock)
            self._emptied()
        if self.full and not self._backlog.high:
            self.full = False
            self.on_room()

    def _emptied(self) -> None:
        if self._closing:
            self._shut()
        elif self._wants_finish and self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_WR)

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

    def write(self, data: Data) -> None:
        """Send; what cannot be sent any more is dropped."""
        sock = self._sock
        if sock is None or self.ended or self._closing:
            return
        if self._backlog.size:
            self._backlog.add(data)
        else:
            try:
                count = sock.send(data)
            except (BlockingIOError, InterruptedError):
                count = 0
            except OSError:
                self.abort()
                return
            self.sent += count
            if count == len(data):
                return
            self._backlog.add(data[count:])
            self._loop.add_writer(sock, self._writable)
        self.full = self._backlog.high

    def hold(self) -> None:
        """Stop reading."""
        if not self._held and self._sock is not None:
            self._held = True
            self._loop.remove_reader(self._sock)

    def go_on(self) -> None:
        """Read again."""
        if self._held and self._sock is not None and not (self._closing or self._drained):
            self._held = False
            self._loop.add_reader(self._sock, self._readable)

    def finish(self) -> None:
        """Tell the peer that nothing more comes, and go on reading."""
        self._wants_finish = True
        if not self._backlog.size:
            self._emptied()

    def close(self) -> None:
        """Close once everything written has left."""
        if self._sock is None or self._closing:
            return
        self._closing = True
        self.hold()
        if not self._backlog.size:
            self._shut()

    def abort(self) -> None:
        """Close now; what was not sent is dropped."""
        self._closing = True
        self._shut()

    def reset(self) -> None:
        """Close now with a TCP reset (RFC 9293 3.10.4: abort)."""
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.abort()

    def _shut(self) -> None:
        sock = self._sock
        if sock is None:
            return
        self.hold()
        self._sock = None
        if self._backlog.size:
            self._loop.remove_writer(sock)
            self._backlog.clear()
        sock.close()
        self._loop.call_soon(self._lost)

    def _lost(self) -> None:
        self.gone = True
        self.full = False
        self._owner.lost(self)
        self.on_room()
