"""What is set on every proxied socket."""

from __future__ import annotations

import contextlib
import socket

__all__ = ["prepare"]

_KEEP_ALIVE_SECONDS = 15


def prepare(sock: socket.socket) -> None:
    """Send small pieces at once and look every 15 seconds whether a silent peer is there, as the original does.

    On Linux and macOS the sockets that a listener accepts take this over from it.
    """
    idle = getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", None))
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if idle is not None:
            sock.setsockopt(socket.IPPROTO_TCP, idle, _KEEP_ALIVE_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _KEEP_ALIVE_SECONDS)
