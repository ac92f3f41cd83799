"""Accepting clients: one after the other, and never for so long that others wait."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

__all__ = ["Acceptor"]

_AT_ONCE = 64
_PAUSE = 0.1
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Acceptor:
    """Gives each client's socket and address to ``welcome``.

    When there is no ``room`` for more, or the system has no sockets left, it tries again later; others have their turn
    after ``at_once`` clients.
    """

    def __init__(
        self,
        sock: socket.socket,
        welcome: Callable[[socket.socket, tuple[str, int]], None],
        room: Callable[[], bool],
        at_once: int = _AT_ONCE,
    ) -> None:
        self._sock = sock
        self._room = room
        self._at_once = at_once
        self._welcome = welcome
        self._loop = asyncio.get_running_loop()
        self._pause: asyncio.TimerHandle | None = None
        sock.setblocking(False)
        self._listen()

    def close(self) -> None:
        """Stop listening; what nobody has accepted yet is refused."""
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        self._loop.remove_reader(self._sock)
        self._sock.close()

    def look_again(self) -> None:
        """Hear that there may be room again, before the next try is due."""
        if self._pause is not None:
            self._pause.cancel()
            self._listen()

    def _listen(self) -> None:
        self._pause = None
        self._loop.add_reader(self._sock, self._ready)

    def _ready(self) -> None:
        for _ in range(self._at_once):
            if not self._room():
                self._wait_a_little()
                return
            try:
                client, address = self._sock.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as problem:
                if problem.errno in _EXHAUSTED:
                    self._wait_a_little()
                return
            self._welcome(client, address[:2])
            if self._sock.fileno() < 0:
                return

    def _wait_a_little(self) -> None:
        self._loop.remove_reader(self._sock)
        self._pause = self._loop.call_later(_PAUSE, self._listen)
