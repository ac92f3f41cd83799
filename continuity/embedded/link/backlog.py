"""A backlog: what a socket has not taken yet."""

from __future__ import annotations

import socket
from collections import deque

__all__ = ["Backlog"]

_HIGH = 128 * 1024


class Backlog:
    """Pieces in order; ``size`` is the sum of their bytes."""

    __slots__ = ("_pieces", "size")

    def __init__(self) -> None:
        self._pieces: deque[memoryview] = deque()
        self.size = 0

    @property
    def high(self) -> bool:
        """Whether whoever fills it should hold back."""
        return self.size > _HIGH

    def add(self, data: bytes | memoryview) -> None:
        """Keep a copy of some bytes."""
        self._pieces.append(memoryview(bytes(data)))
        self.size += len(data)

    def drain(self, sock: socket.socket) -> int:
        """Send as much as the socket takes; give how much. Raises ``OSError`` when the socket is done for."""
        before = self.size
        while self._pieces:
            piece = self._pieces[0]
            try:
                count = sock.send(piece)
            except (BlockingIOError, InterruptedError):
                break
            self.size -= count
            if count < len(piece):
                self._pieces[0] = piece[count:]
                break
            self._pieces.popleft()
        return before - self.size

    def clear(self) -> None:
        """Forget it all."""
        self._pieces.clear()
        self.size = 0
