"""Where the embedded server departs from the original on purpose."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pytest
from toxiproxy_servers import start_embedded, stop
from toxiproxy_wire import (
    Api,
    Pair,
    Stopwatch,
    Upstream,
    connect,
    fill,
    is_quiet,
    pattern,
    read_exactly,
    read_to_end,
    refuses,
)

SOON = 1000


@pytest.mark.parametrize(
    ("kind", "attributes", "word"),
    [
        ("slicer", {}, "average_size"),
        ("slicer", {"average_size": -1}, "average_size"),
        ("slicer", {"average_size": 10, "size_variation": 10}, "size_variation"),
        ("bandwidth", {"rate": -1}, "rate"),
        ("bandwidth", {"rate": 2**62}, "rate"),
        ("latency", {"jitter": 2**62}, "jitter"),
        ("latency", {"latency": -5}, "latency"),
        ("timeout", {"timeout": -1}, "timeout"),
    ],
)
def test_attributes_that_crash_the_original_are_refused(
    api: Api, kind: str, attributes: dict[str, int], word: str
) -> None:
    api.proxy("127.0.0.1:1")
    answer = api.post("/proxies/crm/toxics", {"type": kind, "attributes": attributes})
    assert answer.status == 400
    assert answer.error.startswith(f"attribute {word} must be ")
    assert api.get("/proxies/crm/toxics").json() == []


def test_errors_say_that_they_are_json(api: Api) -> None:
    assert api.get("/proxies/none").headers["content-type"] == "application/json"


def test_the_server_says_what_it_is(api: Api) -> None:
    shown = api.get("/continuity").json()
    assert shown["engine"] == "embedded"
    assert shown["features"] == ["connections", "lease", "token", "traffic"]


def test_an_update_holds_whole_or_changes_nothing(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    api.toxic("latency", latency=1)
    path = "/proxies/crm/toxics/latency_downstream"
    assert api.patch(path, '{"attributes":{"latency":5,"jitter":"x"},"toxicity":0.5}').status == 400
    assert api.patch(path, '{"attributes":{"latency":5,"jitter":-1},"toxicity":0.5}').status == 400
    shown = api.get(path).json()
    assert (shown["attributes"], shown["toxicity"]) == ({"latency": 1, "jitter": 0}, 1)


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("noop", {}),
        ("latency", {"latency": 1}),
        ("bandwidth", {"rate": 1_000_000}),
        ("slicer", {"average_size": 1000}),
        ("limit_data", {"bytes": 2**60}),
        ("slow_close", {"delay": 5}),
        ("reset_peer", {"timeout": 60_000}),
    ],
)
def test_a_stalled_reader_never_holds_the_api_up(
    api: Api, upstream: Upstream, kind: str, attributes: dict[str, int]
) -> None:
    listen = api.proxy(upstream.address)
    api.toxic(kind, "upstream", **attributes)
    with Pair(listen, upstream) as pair:
        fill(pair.client)
        watch = Stopwatch()
        api.toxic("noop", "upstream", 1.0) if kind != "noop" else api.toxic("latency", "upstream", latency=1)
        assert api.patch(f"/proxies/crm/toxics/{kind}_upstream", "{}").status == 200
        assert api.delete(f"/proxies/crm/toxics/{kind}_upstream").status == 204
        assert api.get("/proxies").status == 200
        pair.server.close()
        assert api.patch("/proxies/crm", {"enabled": False}).status == 200
        assert api.post("/reset").status == 204
        assert watch.millis < SOON
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        assert api.delete("/proxies/crm").status == 204


def test_a_stalled_proxy_can_be_deleted_when_new_clients_have_come(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    with Pair(listen, upstream) as pair:
        fill(pair.client)
        watch = Stopwatch()
        api.toxic("noop", "upstream")
        with Pair(listen, upstream) as second:
            assert second.carries()
            assert api.delete("/proxies/crm/toxics/noop_upstream").status == 204
            assert api.delete("/proxies/crm").status == 204
        assert api.proxy(upstream.address)
        assert watch.millis < SOON


def test_a_stalled_reader_gets_every_byte_when_it_reads_again(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("latency", "upstream", latency=1)
    with Pair(listen, upstream) as pair:
        sent = fill(pair.client)
        api.toxic("noop", "upstream")
        api.delete("/proxies/crm/toxics/latency_upstream")
        api.delete("/proxies/crm/toxics/noop_upstream")
        assert read_exactly(pair.server, sent) == pattern(sent)
        assert pair.carries()


def test_a_half_closed_connection_gets_its_answer(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"question")
        pair.client.shutdown(socket.SHUT_WR)
        assert read_to_end(pair.server) == b"question"
        pair.server.sendall(b"answer")
        pair.server.close()
        assert read_to_end(pair.client) == b"answer"


def test_a_failed_move_leaves_the_proxy_as_it_was(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    with Pair(listen, upstream) as pair, Upstream() as taken:
        answer = api.patch("/proxies/crm", {"listen": taken.address, "upstream": "elsewhere:1"})
        assert answer.status == 500
        assert answer.error.endswith("address already in use")
        shown = api.get("/proxies/crm").json()
        assert (shown["listen"], shown["upstream"], shown["enabled"]) == (listen, upstream.address, True)
        assert pair.carries()
    with Pair(listen, upstream) as pair:
        assert pair.carries()


def test_a_failed_replacement_leaves_the_old_proxy_running(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("noop")
    with Upstream() as taken:
        body = [{"name": "crm", "listen": taken.address, "upstream": "x"}]
        answer = api.post("/populate", body)
    assert (answer.status, answer.json()["proxies"]) == (500, None)
    assert len(api.get("/proxies/crm").json()["toxics"]) == 1
    with Pair(listen, upstream) as pair:
        assert pair.carries()


def test_one_wildcard_is_as_good_as_another(api: Api) -> None:
    made = api.post("/proxies", {"name": "crm", "listen": ":0", "upstream": "x"}).json()
    api.toxic("noop")
    port = made["listen"].rpartition(":")[2]
    for listen in (f":{port}", f"0.0.0.0:{port}", f"[::]:{port}"):
        shown = api.post("/populate", [{"name": "crm", "listen": listen, "upstream": "x"}]).json()["proxies"][0]
        assert (shown["listen"], len(shown["toxics"])) == (made["listen"], 1)


def test_half_a_request_changes_nothing(api: Api) -> None:
    head = b"POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n"
    with connect(f"127.0.0.1:{api.port}") as sock:
        sock.sendall(head + b'{"name":"crm","upstream":"x","listen":"127.0.0.1:0"}')
        sock.shutdown(socket.SHUT_WR)
        assert read_to_end(sock) == b""
    assert api.get("/proxies").json() == {}


def test_reset_tells_of_the_first_failure_in_the_order_of_the_names(api: Api, upstream: Upstream) -> None:
    with Upstream() as other:
        for name, taken in (("b", upstream), ("a", other), ("c", upstream)):
            api.post("/proxies", {"name": name, "listen": taken.address, "upstream": "x", "enabled": False})
        assert api.post("/reset").error == f"listen tcp {other.address}: bind: address already in use"


def test_reset_goes_on_past_a_proxy_that_cannot_listen(api: Api, upstream: Upstream) -> None:
    api.post("/proxies", {"name": "a", "listen": upstream.address, "upstream": "x", "enabled": False})
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=60_000)
    api.patch("/proxies/crm", {"enabled": False})
    answer = api.post("/reset")
    assert (answer.status, answer.error) == (500, f"listen tcp {upstream.address}: bind: address already in use")
    assert api.get("/proxies/crm/toxics").json() == []
    with Pair(listen, upstream) as pair:
        assert pair.carries()


def test_reset_peer_also_resets_connections_that_were_open(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        api.toxic("reset_peer")
        pair.server.sendall(b"x")
        with pytest.raises(ConnectionResetError):
            pair.client.recv(1)


def test_reset_peer_that_hits_nobody_changes_nothing(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", "downstream", 0.0)
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        pair.server.close()
        assert pair.client.recv(1) == b""


def test_reset_peer_that_is_taken_out_leaves_nothing_behind(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", timeout=60_000)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"x")
        assert is_quiet(pair.client, 0.1)
        watch = Stopwatch()
        api.delete("/proxies/crm/toxics/reset_peer_downstream")
        assert watch.millis < SOON
        pair.server.sendall(b"y")
        assert read_exactly(pair.client, 1) == b"y"
        pair.server.close()
        assert pair.client.recv(1) == b""


def test_an_upstream_that_never_answers_holds_nobody_else_up(api: Api, upstream: Upstream, black_hole: str) -> None:
    listen = api.proxy(black_hole)
    with connect(listen) as first, connect(listen) as second:
        assert is_quiet(first, 0.2)
        watch = Stopwatch()
        assert api.patch("/proxies/crm", {"upstream": upstream.address}).status == 200
        assert (first.recv(1), second.recv(1)) == (b"", b"")
        with Pair(listen, upstream) as pair:
            assert pair.carries()
        api.patch("/proxies/crm", {"upstream": black_hole})
        with connect(listen) as third:
            assert api.patch("/proxies/crm", {"enabled": False}).status == 200
            assert third.recv(1) == b""
        assert refuses(listen)
        assert watch.millis < SOON


def test_a_seed_decides_who_is_hit(upstream: Upstream) -> None:
    first, second, other = (hits_under(seed, upstream) for seed in ("42", "42", "43"))
    assert first == second
    assert first != other
    assert 0 < sum(first) < len(first)


def test_other_toxics_do_not_change_who_is_hit(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", "downstream", 0.5, rate=0)
    with ExitStack() as stack:
        pairs = [stack.enter_context(Pair(listen, upstream)) for _ in range(12)]
        for pair in pairs:
            pair.server.sendall(b"x")
        before = [is_quiet(pair.client, 0.05) for pair in pairs]
        api.toxic("noop")
        api.delete("/proxies/crm/toxics/noop_downstream")
        api.patch("/proxies/crm/toxics/bandwidth_downstream", "{}")
        for pair, held in zip(pairs, before, strict=True):
            assert not held or read_exactly(pair.client, 1) == b"x"
            pair.server.sendall(b"y")
        assert [is_quiet(pair.client, 0.05) for pair in pairs] == before


def hits_under(seed: str, upstream: Upstream) -> list[bool]:
    process, port = start_embedded("--seed", seed)
    api = Api(port)
    try:
        listen = api.proxy(upstream.address)
        api.toxic("limit_data", "downstream", 0.5, bytes=0)
        hits = []
        for _ in range(20):
            with Pair(listen, upstream) as pair:
                pair.server.sendall(b"x")
                hits.append(pair.client.recv(1) == b"")
        return hits
    finally:
        stop(process)
