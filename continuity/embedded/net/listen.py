"""Listening: from the text of an address to a bound socket."""

from __future__ import annotations

import errno
import os
import socket

from continuity.embedded.net.address import Address, split_address
from continuity.embedded.net.lookup import look_up
from continuity.embedded.net.sockets import prepare
from continuity.embedded.problem import AddressProblem

__all__ = ["bind", "no_file_left", "resolve_listen"]

_LOOKUP_LIMIT = 5.0
_BACKLOG = 1024
_EVERY_INTERFACE = ("", "0.0.0.0", "::")


async def resolve_listen(text: str) -> Address:
    """Read a listen address and look its host up; every wildcard becomes ``::``, which serves IPv4 too."""
    address = split_address(text)
    if address.host in _EVERY_INTERFACE:
        return Address("::", address.port)
    return (await look_up(address, _LOOKUP_LIMIT))[0]


def bind(address: Address) -> tuple[socket.socket, Address]:
    """Listen; give the socket and the address it really has. Raises ``AddressProblem`` in the original's words."""
    try:
        sock = _listening(address)
    except OSError as problem:
        if problem.errno == errno.EMFILE:
            raise no_file_left(address) from None
        reason = os.strerror(problem.errno).lower() if problem.errno else str(problem)
        raise AddressProblem(f"listen tcp {address}: bind: {reason}") from None
    prepare(sock)
    return sock, Address(address.host, sock.getsockname()[1])


def no_file_left(address: Address) -> AddressProblem:
    """The refusal where the server may open no more files, in the original's words."""
    return AddressProblem(f"listen tcp {address}: socket: {os.strerror(errno.EMFILE).lower()}")


def _listening(address: Address) -> socket.socket:
    if address.host == "::":
        if not socket.has_dualstack_ipv6():
            return socket.create_server(("0.0.0.0", address.port), backlog=_BACKLOG)
        place = ("::", address.port)
        return socket.create_server(place, family=socket.AF_INET6, backlog=_BACKLOG, dualstack_ipv6=True)
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    return socket.create_server((address.host, address.port), family=family, backlog=_BACKLOG)
