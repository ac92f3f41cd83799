"""A way to a real CRM stand-in on which writes meet what the script says: lost, cut, dripped, answered by others."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

__all__ = ["Nasty", "page"]

Act = Callable[[socket.socket, Callable[[], bytes]], bool]
"""Gets the client's socket and what fetches the CRM's answer; True keeps the connection."""


class Nasty:
    """Forwards every request; the next act of ``script`` is played on each PATCH until there is none left."""

    def __init__(self, port: int) -> None:
        self._crm = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.script: list[Act] = []
        self.ending = threading.Event()
        self.requests: list[str] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self.ending.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    # -- acts

    def swallow(self, client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        """The request never arrives, and the line is cut."""
        return False

    def lose_answer(self, client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        """Written, and the answer never comes."""
        fetch()
        return False

    def cut_answer(self, client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        """Written, and the answer ends in its middle."""
        answer = fetch()
        client.sendall(answer[: len(answer) - 20])
        return False

    def reset(self, client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        """Written, and the line is torn down."""
        fetch()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    def hang(self, client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        """Written, and nothing more is heard."""
        fetch()
        self.ending.wait(10)
        return False

    def drip(self, client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        """Written, and the answer comes one letter at a time."""
        for letter in fetch():
            if self.ending.wait(0.1):
                break
            client.sendall(bytes([letter]))
        return False

    # -- the way

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(10)
        with client, suppress(OSError):
            while request := _message(client):
                self.requests.append(request.split(b" HTTP/", 1)[0].decode())
                act = self.script.pop(0) if request.startswith(b"PATCH") and self.script else _pass_on
                if not act(client, lambda request=request: self._fetch(request)):
                    return

    def _fetch(self, request: bytes) -> bytes:
        with socket.create_connection(self._crm, timeout=10) as crm:
            crm.sendall(request)
            return _message(crm)


def page(status: str, text: str = "<html>Sorry</html>", header: str = "") -> Act:
    """Somebody on the way answers; the CRM hears nothing of it."""

    def act(client: socket.socket, fetch: Callable[[], bytes]) -> bool:
        head = f"HTTP/1.1 {status}\r\n{header}Content-Type: text/html\r\nContent-Length: {len(text)}\r\n\r\n"
        client.sendall((head + text).encode())
        return True

    return act


def _pass_on(client: socket.socket, fetch: Callable[[], bytes]) -> bool:
    client.sendall(fetch())
    return True


def _message(peer: socket.socket) -> bytes:
    """One HTTP message with a Content-Length; nothing when the peer has hung up."""
    found = b""
    while b"\r\n\r\n" not in found:
        more = peer.recv(65_536)
        if not more:
            return b""
        found += more
    head, _, body = found.partition(b"\r\n\r\n")
    length = next(
        (int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        more = peer.recv(65_536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body
