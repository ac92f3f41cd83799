"""Reaching the upstream: its name is looked up anew for each connection, within a limit."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

from continuity.embedded.net.address import Address, is_literal, split_address
from continuity.embedded.net.lookup import look_up
from continuity.embedded.net.sockets import prepare
from continuity.embedded.problem import AddressProblem

__all__ = ["DIAL_LIMIT", "Dial"]

DIAL_LIMIT = 10.0
"""Seconds for a look-up and all attempts together; the original waits as long as the kernel, other clients with it."""

_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK}


class Dial:
    """Tries the addresses of an upstream in turn; ``done`` hears once: the connected socket, or None.

    It needs no task where there is no name to look up: connections are made by the thousand.
    """

    def __init__(self, upstream: str, done: Callable[[socket.socket | None], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._done: Callable[[socket.socket | None], None] | None = done
        self._addresses: list[Address] = []
        self._sock: socket.socket | None = None
        self._look_up: asyncio.Task[None] | None = None
        self._limit = self._loop.call_later(DIAL_LIMIT, self._tell, None)
        try:
            self._begin(split_address(upstream))
        except AddressProblem:
            self._tell(None)

    def cancel(self) -> None:
        """Give up; nobody hears of it."""
        self._done = None
        self._tell(None)

    def _begin(self, address: Address) -> None:
        if is_literal(address.host):
            self._addresses = [address]
            self._next()
        else:
            self._look_up = self._loop.create_task(self._find(address))

    async def _find(self, address: Address) -> None:
        try:
            self._addresses = await look_up(address, DIAL_LIMIT)
        except AddressProblem:
            self._tell(None)
        else:
            self._next()

    def _next(self) -> None:
        """Try the next address."""
        while self._addresses:
            address = self._addresses.pop(0)
            family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
            try:
                sock = socket.socket(family, socket.SOCK_STREAM)
            except OSError:
                break
            sock.setblocking(False)
            if self._tries(sock, address):
                self._sock = sock
                self._loop.add_writer(sock, self._settled)
                return
            sock.close()
        self._tell(None)

    def _tries(self, sock: socket.socket, address: Address) -> bool:
        try:
            return sock.connect_ex((address.host, address.port)) in _UNDER_WAY
        except (OSError, OverflowError):
            return False

    def _settled(self) -> None:
        """See how an attempt ended."""
        sock = self._sock
        assert sock is not None
        self._loop.remove_writer(sock)
        self._sock = None
        if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            sock.close()
            self._next()
        else:
            prepare(sock)
            self._tell(sock)

    def _tell(self, reached: socket.socket | None) -> None:
        self._limit.cancel()
        if self._look_up is not None and self._look_up is not asyncio.current_task():
            self._look_up.cancel()
        self._look_up = None
        if self._sock is not None:
            self._loop.remove_writer(self._sock)
            self._sock.close()
            self._sock = None
        if self._done is not None:
            done, self._done = self._done, None
            done(reached)
