"""Nothing that is accepted ends the server or makes it deaf: extreme attributes, tiny pieces, no sockets left."""

from __future__ import annotations

import resource
import subprocess
import sys
from contextlib import ExitStack, nullcontext, suppress
from itertools import product

import pytest
from toxiproxy_servers import EMBEDDED
from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, connect, fill, pattern, read_exactly

from continuity.embedded.service import kept_files

SOON = 1000
MILLIS = 9_223_372_036_854
EXTREMES: dict[str, dict[str, tuple[int, ...]]] = {
    "latency": {"latency": (0, MILLIS), "jitter": (0, 1, MILLIS)},
    "bandwidth": {"rate": (0, 1, 92_233_720_368_547_758)},
    "slow_close": {"delay": (0, MILLIS)},
    "timeout": {"timeout": (0, 1, MILLIS)},
    "reset_peer": {"timeout": (0, MILLIS)},
    "slicer": {"average_size": (1, 2, 2**62), "size_variation": (0, 1, 2**62 - 1), "delay": (0, MILLIS * 1000)},
    "limit_data": {"bytes": (0, 1, 2**63 - 1)},
    "noop": {},
}


@pytest.mark.parametrize("kind", EXTREMES)
def test_every_value_that_is_accepted_can_be_lived_with(api: Api, upstream: Upstream, kind: str) -> None:
    names, values = EXTREMES[kind].keys(), EXTREMES[kind].values()
    accepted = 0
    for chosen in product(*values):
        listen = api.proxy(upstream.address)
        body = {"type": kind, "attributes": dict(zip(names, chosen, strict=True))}
        if api.post("/proxies/crm/toxics", body).status == 200:
            accepted += 1
            with Pair(listen, upstream) as pair:
                pair.server.sendall(b"x" * 1000)
                pair.client.sendall(b"y")
                with suppress(ConnectionResetError) if kind == "reset_peer" else nullcontext():  # It may come first.
                    assert read_exactly(pair.server, 1) in (b"y", b"")
                watch = Stopwatch()
                assert api.patch(f"/proxies/crm/toxics/{kind}_downstream", {"toxicity": 0.5}).status == 200
                assert api.delete(f"/proxies/crm/toxics/{kind}_downstream").status == 204
                assert watch.millis < SOON
        api.delete("/proxies/crm")
    assert accepted


def test_pieces_of_one_byte_leave_others_their_turn(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("slicer", "upstream", average_size=1)
    with Pair(listen, upstream) as pair:
        sent = fill(pair.client)
        watch = Stopwatch()
        assert api.get("/proxies").status == 200
        assert api.delete("/proxies/crm/toxics/slicer_upstream").status == 204
        assert watch.millis < SOON
        assert read_exactly(pair.server, sent) == pattern(sent)


def test_while_a_large_body_of_bad_bytes_is_read_others_are_answered(api: Api) -> None:
    body = b'{"name": "' + b"\xff" * 2_000_000 + b'"}'
    head = f"POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    with connect(f"127.0.0.1:{api.port}") as sock:
        sock.sendall(head.encode() + body)
        assert api.get("/version").status == 200
        assert read_exactly(sock, 12) == b"HTTP/1.1 400"


def test_when_sockets_run_out_the_api_still_answers_and_clients_get_their_turn_later(upstream: Upstream) -> None:
    process, api = with_few_files()
    listen = api.proxy(upstream.address)
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(listen)) for _ in range(100)]
        watch = Stopwatch()
        assert api.get("/proxies/crm").status == 200
        assert api.toxic("noop").status == 200
        assert watch.millis < SOON
        shown = api.get("/continuity/traffic").json()["crm"]["connections"]
        assert shown["open"] == (160 - 64 - 1) // 2, "the rest is kept, and the listener has one"
        for client in clients[:-1]:
            client.close()
        clients[-1].sendall(b"last")
        for _ in clients:
            with upstream.accept() as server:
                if read_exactly(server, 4) == b"last":
                    break
        else:
            pytest.fail("the last client had no turn")
    assert said_at_the_end(process) == ""


@pytest.mark.parametrize("sent", [b"", b"GET /version HT", b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_clients_that_take_all_sockets_of_the_api_leave_it_to_the_next_one(upstream: Upstream, sent: bytes) -> None:
    process, api = with_few_files()
    listen = api.proxy(upstream.address)
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connect(listen))
        for _ in range(170):
            stack.enter_context(connect(f"127.0.0.1:{api.port}")).sendall(sent)
        watch = Stopwatch()
        for _ in range(5):
            assert api.get("/version").status == 200
        assert api.toxic("noop").status == 200
        assert watch.millis < SOON
    assert said_at_the_end(process) == ""


def test_many_listeners_take_nothing_from_the_api(upstream: Upstream) -> None:
    process, api = with_few_files()
    listens = [api.proxy(upstream.address, f"crm{number}") for number in range(40)]
    with ExitStack() as stack:
        for listen in listens * 2:
            stack.enter_context(connect(listen))
        assert api.get("/version").status == 200
        shown = api.get("/continuity/traffic").json()
        assert sum(one["connections"]["open"] for one in shown.values()) == (160 - 64 - 40) // 2
    assert said_at_the_end(process) == ""


def test_listeners_for_which_no_file_is_left_are_refused_and_the_api_still_answers(upstream: Upstream) -> None:
    process, api = with_few_files()
    made = [
        api.post("/proxies", {"name": f"crm{number}", "listen": "127.0.0.1:0", "upstream": upstream.address})
        for number in range(150)
    ]
    assert [one.status for one in made] == [201] * (160 - 64) + [500] * (150 - 160 + 64)
    assert {one.error for one in made[160 - 64 :]} == {"listen tcp 127.0.0.1:0: socket: too many open files"}
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(connect(f"127.0.0.1:{api.port}"))
        assert len(api.get("/proxies").json()) == 160 - 64
    assert api.delete("/proxies/crm0").status == 204
    assert api.proxy(upstream.address, "crm0")
    assert said_at_the_end(process) == ""


def test_a_disabled_proxy_keeps_the_file_that_it_is_enabled_with_again(upstream: Upstream) -> None:
    process, api = with_few_files()
    api.proxy(upstream.address)
    other = api.proxy(upstream.address, "other")
    with ExitStack() as stack:
        assert api.patch("/proxies/crm", {"enabled": False}).status == 200
        for _ in range(100):
            stack.enter_context(connect(other))
        while api.get("/continuity/traffic").json()["other"]["connections"]["open"] < (160 - 64 - 2) // 2:
            pass
        assert api.patch("/proxies/crm", {"enabled": True}).status == 200
        moved = {"name": "crm", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:9"}
        assert api.post("/populate", [moved]).status == 201
        assert api.post("/proxies", {**moved, "name": "one more"}).status == 500
    assert said_at_the_end(process) == ""


def with_few_files() -> tuple[subprocess.Popen[str], Api]:
    """A server that may open 160 files."""

    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))

    command = [*EMBEDDED, "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=few_files)
    assert process.stdout is not None
    return process, Api(int(process.stdout.readline().rsplit(":", 1)[1]))


def said_at_the_end(process: subprocess.Popen[str]) -> str:
    """End the server; give all that it said beside the line about where it listens."""
    process.terminate()
    out, said = process.communicate(timeout=10)
    return out + said


@pytest.mark.parametrize(
    ("files", "kept"), [(160, 64), (1024, 128), (4096, 512), (1_000_000, 1024), (sys.maxsize, 1024)]
)
def test_an_eighth_of_many_files_is_kept(files: int, kept: int) -> None:
    assert kept_files(files) == kept
