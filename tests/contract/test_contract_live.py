"""What changes do to connections that are open; disable, enable, delete, update."""

from __future__ import annotations

import pytest
from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, connect, is_quiet, read_exactly, read_to_end, refuses


def test_a_toxic_acts_on_connections_that_are_open(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        api.toxic("latency", latency=200)
        watch = Stopwatch()
        assert pair.carries()
        assert watch.millis >= 195
        api.delete("/proxies/crm/toxics/latency_downstream")
        watch = Stopwatch()
        assert pair.carries()
        assert watch.millis < 190


def test_an_idle_connection_meets_a_new_timeout(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        api.toxic("timeout", timeout=300)
        watch = Stopwatch()
        assert read_to_end(pair.client) == b""
        assert 250 <= watch.millis < 2000


def test_an_update_restarts_the_timeout_of_open_connections(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        api.toxic("timeout", timeout=0)
        assert is_quiet(pair.client, 0.2)
        api.patch("/proxies/crm/toxics/timeout_downstream", {"attributes": {"timeout": 200}})
        assert read_to_end(pair.client) == b""


def test_removing_latency_lets_go_of_all_it_held(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=60_000)
    with Pair(listen, upstream) as pair:
        for letter in (b"a", b"b", b"c"):
            pair.server.sendall(letter)
            assert is_quiet(pair.client, 0.05)
        watch = Stopwatch()
        api.delete("/proxies/crm/toxics/latency_downstream")
        assert read_exactly(pair.client, 3) == b"abc"
        assert watch.millis < 2000


def test_updating_bandwidth_sends_the_rest_of_a_chunk_at_once(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", rate=1)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"x" * 20_000)
        assert len(read_exactly(pair.client, 100)) == 100
        watch = Stopwatch()
        api.patch("/proxies/crm/toxics/bandwidth_downstream", {"attributes": {"rate": 10_000}})
        assert len(read_exactly(pair.client, 19_900)) == 19_900
        assert watch.millis < 2000


def test_removing_slow_close_passes_the_end_on(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("slow_close", delay=60_000)
    with Pair(listen, upstream) as pair:
        pair.server.close()
        assert is_quiet(pair.client, 0.2)
        api.delete("/proxies/crm/toxics/slow_close_downstream")
        assert pair.client.recv(1) == b""


def test_limit_data_counts_on_through_updates(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=100)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"123456")
        assert read_exactly(pair.client, 6) == b"123456"
        api.patch("/proxies/crm/toxics/limit_data_downstream", {"attributes": {"bytes": 8}})
        pair.server.sendall(b"789")
        assert read_to_end(pair.client) == b"78"


def test_a_busy_connection_survives_toxics_coming_and_going(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    data = bytes(range(256)) * 40
    with Pair(listen, upstream) as pair:
        for kind, attributes in (
            ("latency", {"latency": 30}),
            ("slicer", {"average_size": 500, "size_variation": 100, "delay": 10}),
            ("bandwidth", {"rate": 1000}),
        ):
            pair.server.sendall(data)
            api.toxic(kind, **attributes)
            pair.server.sendall(data)
            assert read_exactly(pair.client, 2 * len(data)) == 2 * data
        pair.server.sendall(data)
        for kind in ("slicer", "latency", "bandwidth"):
            assert api.delete(f"/proxies/crm/toxics/{kind}_downstream").status == 204
        assert read_exactly(pair.client, len(data)) == data
        assert pair.carries()


def test_disabling_refuses_and_closes_and_enabling_comes_back_with_its_toxics(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("noop")
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        answer = api.patch("/proxies/crm", {"enabled": False})
        assert (answer.status, answer.json()["enabled"]) == (200, False)
        assert (pair.client.recv(1), pair.server.recv(1)) == (b"", b"")
    assert refuses(listen)
    shown = api.post("/proxies/crm", {"enabled": True}).json()
    assert (shown["listen"], shown["enabled"], len(shown["toxics"])) == (listen, True, 1)
    with Pair(listen, upstream) as pair:
        assert pair.carries()


def test_saying_again_what_is_changes_nothing(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    same = {"enabled": True, "listen": listen, "upstream": upstream.address, "name": "other"}
    with Pair(listen, upstream) as pair:
        for body in (same, {**same, "listen": listen.replace("127.0.0.1", "localhost")}, {}, "null"):
            answer = api.patch("/proxies/crm", body)
            assert (answer.status, answer.json()["name"], answer.json()["listen"]) == (200, "crm", listen)
            assert pair.carries()


def test_a_new_upstream_drops_connections_and_keeps_toxics(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("noop")
    with Upstream() as other, Pair(listen, upstream) as pair:
        answer = api.patch("/proxies/crm", {"upstream": other.address})
        assert (answer.json()["upstream"], answer.json()["listen"]) == (other.address, listen)
        assert len(answer.json()["toxics"]) == 1
        assert pair.client.recv(1) == b""
        with Pair(listen, other) as second:
            assert second.carries()


def test_a_new_listen_address_moves_the_proxy(api: Api, upstream: Upstream) -> None:
    before = api.proxy(upstream.address)
    after = api.patch("/proxies/crm", {"listen": "127.0.0.1:0"}).json()["listen"]
    assert after != before
    assert refuses(before)
    with Pair(after, upstream) as pair:
        assert pair.carries()


def test_deleting_a_proxy_closes_everything(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        api.delete("/proxies/crm")
        assert (pair.client.recv(1), pair.server.recv(1)) == (b"", b"")
    assert refuses(listen)


@pytest.mark.parametrize("address", ["no-port", "127.0.0.1:1", "localhost:1"])
def test_an_upstream_that_does_not_answer_closes_the_client(api: Api, address: str) -> None:
    client = connect(api.proxy(address))
    try:
        assert client.recv(1) == b""
    finally:
        client.close()


def test_an_end_passes_both_ways(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"last words")
        pair.client.close()
        assert read_to_end(pair.server) == b"last words"
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"last words")
        pair.server.close()
        assert read_to_end(pair.client) == b"last words"


def test_removing_timeout_cuts_even_connections_that_it_had_spared(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", "downstream", 0.0, timeout=0)
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        api.delete("/proxies/crm/toxics/timeout_downstream")
        assert (pair.client.recv(1), pair.server.recv(1)) == (b"", b"")


def test_what_a_client_sends_before_the_upstream_is_reached_is_not_lost(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address.replace("127.0.0.1", "localhost"))
    client = connect(listen)
    client.sendall(b"early")
    client.close()
    with upstream.accept() as server:
        assert read_to_end(server) == b"early"


def test_many_connections_at_once(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=20)
    clients = [connect(listen) for _ in range(60)]
    servers = [upstream.accept() for _ in clients]
    for server in servers:
        server.sendall(b"hello")
    assert {read_exactly(client, 5) for client in clients} == {b"hello"}
    assert api.delete("/proxies/crm/toxics/latency_downstream").status == 204
    for sock in (*clients, *servers):
        sock.close()
