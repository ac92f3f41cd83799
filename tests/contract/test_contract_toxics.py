"""What each toxic does to traffic: lower bounds are its promise, upper ones leave room for a loaded machine."""

from __future__ import annotations

import pytest
from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, is_quiet, read_exactly, read_to_end

SLACK = 1500


def test_nothing_is_changed_without_toxics(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries(b"x" * 300_000)


def test_noop_changes_nothing(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    for stream in ("upstream", "downstream"):
        api.toxic("noop", stream)
    with Pair(listen, upstream) as pair:
        assert pair.carries(b"x" * 300_000)


def test_latency_delays_its_direction_only(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("latency", "upstream", latency=300)
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.client.sendall(b"a")
        assert read_exactly(pair.server, 1) == b"a"
        assert 295 <= watch.millis < 300 + SLACK
        watch = Stopwatch()
        pair.server.sendall(b"b")
        assert read_exactly(pair.client, 1) == b"b"
        assert watch.millis < 250


def test_latencies_in_a_row_add_up(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    for name, millis in (("one", 200), ("two", 150)):
        body = {"name": name, "type": "latency", "attributes": {"latency": millis}}
        assert api.post("/proxies/crm/toxics", body).status == 200
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(b"a")
        assert read_exactly(pair.client, 1) == b"a"
        assert 345 <= watch.millis < 350 + SLACK


def test_latency_keeps_throughput_and_order(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=200)
    data = bytes(range(256)) * 4000
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(data)
        assert read_exactly(pair.client, len(data)) == data
        assert 195 <= watch.millis < 200 + SLACK


def test_jitter_stays_within_its_bounds(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=60, jitter=50)
    with Pair(listen, upstream) as pair:
        times = []
        for _ in range(12):
            watch = Stopwatch()
            pair.server.sendall(b"a")
            read_exactly(pair.client, 1)
            times.append(watch.millis)
    assert min(times) >= 9
    assert max(times) - min(times) > 5


def test_bandwidth_lets_its_rate_through(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", rate=100)
    data = b"x" * 100_000
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(data)
        assert read_exactly(pair.client, 1000)
        assert watch.millis < 500
        assert len(read_exactly(pair.client, len(data) - 1000)) == len(data) - 1000
        assert 950 <= watch.millis < 1000 + SLACK


def test_bandwidth_nought_stalls_and_loses_nothing(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", rate=0)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"held back")
        assert is_quiet(pair.client, 0.3)
        api.delete("/proxies/crm/toxics/bandwidth_downstream")
        assert read_exactly(pair.client, 9) == b"held back"
        assert pair.carries()


def test_slow_close_delays_the_end_but_not_the_data(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("slow_close", delay=400)
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(b"data")
        pair.server.close()
        assert read_exactly(pair.client, 4) == b"data"
        assert watch.millis < 350
        assert pair.client.recv(1) == b""
        assert 390 <= watch.millis < 400 + SLACK


def test_timeout_drops_data_and_then_closes(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", timeout=400)
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(b"lost")
        assert read_to_end(pair.client) == b""
        assert 390 <= watch.millis < 400 + SLACK


def test_every_dropped_chunk_starts_the_timeout_anew(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", timeout=500)
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        for _ in range(3):
            assert is_quiet(pair.client, 0.3)
            pair.server.sendall(b"lost")
        assert read_to_end(pair.client) == b""
        assert watch.millis >= 1350


def test_timeout_nought_hangs_until_removal_cuts_the_connection(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", timeout=0)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"lost")
        assert is_quiet(pair.client, 0.4)
        assert api.delete("/proxies/crm/toxics/timeout_downstream").status == 204
        assert read_to_end(pair.client) == b""
    with Pair(listen, upstream) as pair:
        assert pair.carries()


def test_timeout_lets_the_end_of_a_stream_through(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", timeout=0)
    with Pair(listen, upstream) as pair:
        pair.server.close()
        assert pair.client.recv(1) == b""


def test_reset_peer_resets_after_the_first_data(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", timeout=200)
    with Pair(listen, upstream) as pair:
        assert is_quiet(pair.client, 0.3)
        watch = Stopwatch()
        pair.server.sendall(b"swallowed")
        with pytest.raises(ConnectionResetError):
            pair.client.recv(1)
        assert 195 <= watch.millis < 200 + SLACK
        with pytest.raises(ConnectionResetError):
            pair.server.recv(1)


def test_slicer_cuts_data_into_small_pieces_with_pauses(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("slicer", average_size=100, size_variation=10, delay=10_000)
    data = bytes(range(200)) * 10
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(data)
        pieces = []
        while sum(map(len, pieces)) < len(data):
            pieces.append(pair.client.recv(65536))
        assert b"".join(pieces) == data
        assert len(pieces) >= 10
        assert watch.millis >= 180


def test_limit_data_passes_so_much_and_closes_both_sides(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=10)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"1234567")
        assert read_exactly(pair.client, 7) == b"1234567"
        assert is_quiet(pair.client, 0.2)
        pair.server.sendall(b"89abcdef")
        assert read_to_end(pair.client) == b"89a"
        assert pair.server.recv(1) == b""


def test_limit_data_closes_when_the_limit_is_just_met(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=4)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"1234")
        assert read_to_end(pair.client) == b"1234"


def test_limit_data_nought_stays_open_until_the_first_byte(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=0)
    with Pair(listen, upstream) as pair:
        assert is_quiet(pair.client, 0.2)
        pair.server.sendall(b"x")
        assert read_to_end(pair.client) == b""


def test_limits_are_per_connection(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=10)
    for _ in range(2):
        with Pair(listen, upstream) as pair:
            assert pair.carries(b"12345")


def test_order_in_the_api_is_order_of_effect(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=5)
    api.toxic("latency", latency=250)
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(b"123456789")
        assert read_to_end(pair.client) == b"12345"
        assert 245 <= watch.millis < 250 + SLACK


@pytest.mark.parametrize("stream", ["upstream", "downstream"])
def test_toxicity_nought_spares_and_one_hits_everyone(api: Api, upstream: Upstream, stream: str) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", stream, 0.0, bytes=0)
    for _ in range(5):
        with Pair(listen, upstream) as pair:
            assert pair.carries()
    api.patch(f"/proxies/crm/toxics/limit_data_{stream}", {"toxicity": 1})
    for _ in range(5):
        with Pair(listen, upstream) as pair:
            (pair.client if stream == "upstream" else pair.server).sendall(b"x")
            assert read_to_end(pair.client) == b""


def test_toxicity_one_half_hits_some(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", "downstream", 0.5, bytes=0)
    hits = 0
    for _ in range(40):
        with Pair(listen, upstream) as pair:
            pair.server.sendall(b"x")
            hits += pair.client.recv(1) == b""
    assert 4 <= hits <= 36
