"""How long a client of the API may take: no longer than with the original."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from toxiproxy_wire import Stopwatch

from continuity.embedded.http.message import Answer, Request
from continuity.embedded.http.reading import Limits
from continuity.embedded.http.server import HttpServer

SHORT = Limits(read=0.4, idle=1.2)
ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def port() -> Iterator[int]:
    """A server with short limits; it answers 204 to everything."""
    listener = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    ended = threading.Event()

    async def answer(_request: Request) -> Answer:
        return Answer(204)

    async def serve() -> None:
        server = HttpServer(answer, limits=SHORT)
        server.start(listener)
        while not ended.is_set():
            await asyncio.sleep(0.02)
        await server.stop()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    yield listener.getsockname()[1]
    ended.set()
    thread.join()
    loop.close()


def cut_after(sock: socket.socket, sent: bytes, watch: Stopwatch | None = None) -> float:
    """Send, and give the milliseconds until the server closes without a word, from now on or from a watch's start."""
    watch = watch or Stopwatch()
    sock.sendall(sent)
    assert sock.recv(100) == b""
    return watch.millis


CUT_BODY = b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1", ASK[:-2], ASK[:-4], CUT_BODY])
def test_a_client_that_is_silent_or_stops_midway_is_cut_when_its_time_is_over(port: int, sent: bytes) -> None:
    watch = Stopwatch()  # before the server's begins
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        assert 350 < cut_after(sock, sent, watch) < 1000


@pytest.mark.parametrize("sent", [b"GET /vers", b"GET / HTTP/1.1\r\nHost: x\r\nAcc"])
def test_who_stops_within_a_line_that_makes_no_sense_so_far_is_told(port: int, sent: bytes) -> None:
    watch = Stopwatch()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(sent)
        assert sock.recv(100).startswith(b"HTTP/1.1 400 Bad Request")
        assert 350 < watch.millis < 1000


@pytest.mark.parametrize(("sent", "least"), [(b"", 1150), (b"GET", 1150), (b"GET / HTTP/1.1", 350)])
def test_between_two_requests_there_is_more_time_until_the_next_has_begun(port: int, sent: bytes, least: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(ASK)
        assert sock.recv(1000).startswith(b"HTTP/1.1 204 ")
        assert least < cut_after(sock, sent) < least + 700


def test_the_limits_are_those_of_the_original() -> None:
    assert Limits() == Limits(read=15, idle=60)
