"""Does anything grow? ``python tests/embedded/soak.py [CUT] [LIVE] [CHANGES]``, by default 10,000, 1,000 and 200.

So many connections are cut by toxics, and so many live ones go through so many changes of toxics; then the server has
to be as it was: tasks, open files, memory. Memory is compared after a tenth of the work, when all is warm.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from toxiproxy_servers import start_embedded, stop
from toxiproxy_wire import Api, connect

CUTS = (("limit_data", {"bytes": 5}), ("reset_peer", {"timeout": 0}), ("timeout", {"timeout": 1}))
CHANGES = (
    ("latency", {"latency": 5, "jitter": 2}),
    ("slicer", {"average_size": 4, "delay": 10}),
    ("bandwidth", {"rate": 1000}),
    ("noop", {}),
)
SETTLE = 10.0


@dataclass(frozen=True)
class Size:
    tasks: int
    files: int
    kilobytes: int


class EchoServer:
    """Echoes on any number of connections, in one thread."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self._listener.setblocking(False)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._over = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over = True
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def _run(self) -> None:
        while not self._over:
            for key, _ in self._selector.select(0.1):
                assert isinstance(key.fileobj, socket.socket)
                if key.fileobj is self._listener:
                    sock, _ = self._listener.accept()
                    self._selector.register(sock, selectors.EVENT_READ)
                else:
                    self._echo(key.fileobj)

    def _echo(self, sock: socket.socket) -> None:
        data = b""
        with suppress(OSError):
            data = sock.recv(4096)
            sock.sendall(data)
        if not data:
            self._selector.unregister(sock)
            sock.close()


def size(api: Api, pid: int) -> Size:
    files = len(os.listdir(f"/proc/{pid}/fd"))
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Size(api.get("/continuity").json()["tasks"], files, pages * os.sysconf("SC_PAGE_SIZE") // 1024)


def settled(api: Api, pid: int, tasks: int, files: int) -> Size:
    """Wait until tasks and files are back, or for a while."""
    deadline = time.monotonic() + SETTLE
    while (now := size(api, pid)).tasks > tasks or now.files > files:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return now


def cut(api: Api, address: str, count: int) -> None:
    """Let toxics cut so many connections, each in the middle of data."""
    for number, (kind, attributes) in enumerate(CUTS):
        listen = api.proxy(address)
        api.toxic(kind, **attributes)
        for _ in range(count // len(CUTS) + (number < count % len(CUTS))):
            with connect(listen) as sock:
                sock.sendall(b"0123456789")
                with suppress(ConnectionResetError):
                    while sock.recv(100):
                        pass
        api.delete("/proxies/crm")


def keep_live(api: Api, address: str, count: int, changes: int) -> int:
    """Hold so many connections through changes of toxics; give how many echoes were right in the end."""
    listen = api.proxy(address)
    socks = [connect(listen) for _ in range(count)]
    for number in range(changes):
        kind, attributes = CHANGES[number % len(CHANGES)]
        stream = ("upstream", "downstream")[number % 2]
        for sock in socks[:: max(1, count // 50)]:
            sock.sendall(b"<%4d>" % number)
        api.toxic(kind, stream, **attributes)
        assert api.patch(f"/proxies/crm/toxics/{kind}_{stream}", {"toxicity": 0.5}).status == 200
        assert api.delete(f"/proxies/crm/toxics/{kind}_{stream}").status == 204
    right = sum(_right(sock, changes if place % max(1, count // 50) == 0 else 0) for place, sock in enumerate(socks))
    for sock in socks:
        sock.close()
    api.delete("/proxies/crm")
    return right


def _right(sock: socket.socket, changes: int) -> bool:
    expected = b"".join(b"<%4d>" % number for number in range(changes)) + b"end"
    sock.sendall(b"end")
    got = b""
    while len(got) < len(expected) and (piece := sock.recv(65536)):
        got += piece
    return got == expected


def soak(cuts: int, live: int, changes: int) -> tuple[Size, Size, int]:
    """Give the size when warm, the size in the end, and how many of the live connections were whole."""
    process, port = start_embedded()
    api, echo = Api(port), EchoServer()
    try:
        before = size(api, process.pid)
        cut(api, echo.address, cuts // 10)
        keep_live(api, echo.address, live, max(4, changes // 10))
        warm = settled(api, process.pid, before.tasks, before.files)
        cut(api, echo.address, cuts - cuts // 10)
        right = keep_live(api, echo.address, live, changes)
        return warm, settled(api, process.pid, before.tasks, before.files), right
    finally:
        echo.close()
        stop(process)


def main() -> int:
    """Print what was found; exit code 1 if anything has grown or was lost."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    given = [int(text) for text in sys.argv[1:4]]
    cuts, live, changes = given + [10_000, 1_000, 200][len(given) :]
    start = time.monotonic()
    warm, end, right = soak(cuts, live, changes)
    print(f"{cuts} connections cut, {live} live ones through {changes} changes, {time.monotonic() - start:.0f} s")
    print(f"warm: {warm}\nend:  {end}\nlive connections whole: {right} of {live}")
    grown = end.tasks > warm.tasks or end.files > warm.files or end.kilobytes > warm.kilobytes * 1.1 + 1024
    return 1 if grown or right != live else 0


if __name__ == "__main__":
    sys.exit(main())
