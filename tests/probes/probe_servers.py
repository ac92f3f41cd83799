"""Servers on loopback that behave badly in one way each."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

Behaviour = Callable[[socket.socket, threading.Event], None]


class BadServer:
    """Accepts connections and does ``behave`` with each, in a thread of its own, until closed."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self.over = threading.Event()
        self.seen = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _accept(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                connection, _ = self._socket.accept()
                self.seen += 1
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._behave(connection, self.over)


def answers(body: bytes, status: str = "200 OK", headers: str = "") -> Behaviour:
    """A whole answer, at once."""

    def behave(connection: socket.socket, _: threading.Event) -> None:
        connection.recv(65_536)
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        connection.sendall(head.encode() + body)

    return behave


def hangs(_: socket.socket, over: threading.Event) -> None:
    """Takes the connection and never says anything."""
    over.wait()


def drips(connection: socket.socket, over: threading.Event) -> None:
    """One byte a second, for ever."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000:
        connection.sendall(bytes([byte]))
        if over.wait(1):
            return


def drips_the_body(connection: socket.socket, over: threading.Event) -> None:
    """The head at once, the body one byte a second."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not over.wait(1):
        connection.sendall(b"x")


def cuts(connection: socket.socket, _: threading.Event) -> None:
    """Hangs up in the middle of an answer."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def resets(connection: socket.socket, _: threading.Event) -> None:
    """Breaks the connection off with a reset."""
    connection.recv(65_536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def babbles(connection: socket.socket, _: threading.Event) -> None:
    """What no HTTP server would say."""
    connection.recv(65_536)
    connection.sendall(b"220 mail.example ESMTP\r\n" * 3)


def floods(connection: socket.socket, over: threading.Event) -> None:
    """A body without an end, as fast as it goes."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"x" * 1_048_576)
