"""Both servers lose patience with half a request at the same time."""

from __future__ import annotations

import select
from contextlib import ExitStack

from toxiproxy_wire import Api, Stopwatch, connect

SENT = {
    b"": b"",
    b"GET /ver": b"HTTP/1.1 400 Bad Request",
    b"GET /version HTTP/1.1": b"",
    b"GET /version HTTP/1.1\r\nHost": b"HTTP/1.1 400 Bad Request",
    b"GET /version HTTP/1.1\r\nHost: x": b"",
    b"GET /version HTTP/1.1\r\nHost: x\r\n": b"",
}
LIMIT = 15_000
ROOM = 2000


def test_a_client_that_is_silent_or_stops_midway_is_cut_as_by_the_original(apis: dict[str, Api]) -> None:
    cut: dict[str, list[float]] = {name: [] for name in apis}
    with ExitStack() as stack:
        watch = Stopwatch()
        clients = {}
        for name, api in apis.items():
            for sent in SENT:
                clients[sock := stack.enter_context(connect(f"127.0.0.1:{api.port}"))] = name, sent
                sock.sendall(sent)
        while clients and watch.millis < LIMIT + ROOM:
            for sock in select.select(list(clients), [], [], 0.1)[0]:
                name, sent = clients.pop(sock)
                assert sock.recv(1000).partition(b"\r\n")[0] == SENT[sent], name
                cut[name].append(watch.millis)
    for name, times in cut.items():
        assert [LIMIT - ROOM < millis < LIMIT + ROOM for millis in times] == [True] * len(SENT), f"{name}: {times}"
