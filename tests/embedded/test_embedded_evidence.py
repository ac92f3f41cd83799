"""Which toxic hit which connection, and how many bytes went through, while it happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from toxiproxy_servers import start_embedded, stop
from toxiproxy_wire import Api, Pair, Upstream, connect, is_quiet, read_exactly, read_to_end

CONNECTIONS = "/continuity/proxies/crm/connections"


def seen(api: Api) -> dict[str, Any]:
    return dict(api.get(CONNECTIONS).json())


def wait_for(look: Callable[[], bool]) -> None:
    for _ in range(200):
        if look():
            return
        time.sleep(0.01)
    pytest.fail("it did not come about")


def test_open_connections_are_listed_with_their_bytes(api: Api, upstream: Upstream) -> None:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries(b"12345")
        pair.server.sendall(b"678")
        assert read_exactly(pair.client, 3) == b"678"
        (one,) = seen(api)["open"]
        host, port = pair.client.getsockname()
        assert (one["number"], one["client"], one["upstream"]) == (1, f"{host}:{port}", upstream.address)
        assert one["bytes"] == {
            "upstream": {"received": 5, "sent": 5},
            "downstream": {"received": 8, "sent": 8},
        }
        assert (one["toxics"], "until" in one) == ([], False)


def test_a_connection_tells_which_toxics_hit_it(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", "downstream", 0.5, rate=0)
    with ExitStack() as stack:
        pairs = [stack.enter_context(Pair(listen, upstream)) for _ in range(12)]
        for pair in pairs:
            pair.server.sendall(b"12345")
        stalled = [is_quiet(pair.client, 0.1) for pair in pairs]
        told = [bool(one["toxics"]) for one in seen(api)["open"]]
        assert told == stalled
        hit = next(one for one in seen(api)["open"] if one["toxics"])
        assert hit["toxics"] == [{"name": "bandwidth_downstream", "stream": "downstream", "bytes": 5, "cut": False}]
        assert hit["bytes"]["downstream"] == {"received": 5, "sent": 0}


def test_what_hit_a_connection_is_told_after_the_toxic_and_the_connection_have_gone(
    api: Api, upstream: Upstream
) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("noop", "upstream")
    api.toxic("limit_data", bytes=3)
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"up")
        assert read_exactly(pair.server, 2) == b"up"
        api.delete("/proxies/crm/toxics/noop_upstream")
        pair.server.sendall(b"12345")
        assert read_to_end(pair.client) == b"123"
    wait_for(lambda: bool(seen(api)["ended"]))
    (one,) = seen(api)["ended"]
    assert one["since"] <= one["until"]
    assert one["toxics"] == [
        {"name": "noop_upstream", "stream": "upstream", "bytes": 2, "cut": False},
        {"name": "limit_data_downstream", "stream": "downstream", "bytes": 5, "cut": True},
    ]


def test_a_client_whose_upstream_was_not_reached_is_told_of(api: Api) -> None:
    with connect(api.proxy("127.0.0.1:1")) as client:
        assert client.recv(1) == b""
    wait_for(lambda: bool(seen(api)["ended"]))
    assert seen(api)["ended"][0]["upstream"] == ""
    counts = api.get("/continuity/traffic").json()["crm"]["connections"]
    assert counts == {"accepted": 1, "not_reached": 1, "open": 0}


def test_only_the_last_connections_are_remembered(api: Api) -> None:
    listen = api.proxy("127.0.0.1:1")
    for _ in range(210):
        with connect(listen) as client:
            client.recv(1)
    wait_for(lambda: seen(api)["ended"][-1]["number"] == 210)
    assert len(seen(api)["ended"]) == 200


def test_bytes_are_counted_while_a_connection_is_open_and_go_on_after_it(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    for times in (1, 2):
        with Pair(listen, upstream) as pair:
            assert pair.carries(b"12345")
            shown = api.get("/continuity/traffic").json()["crm"]
            both = {"received": 5 * times, "sent": 5 * times}
            assert (shown["upstream"], shown["downstream"]) == (both, both)
            assert shown["connections"] == {"accepted": times, "not_reached": 0, "open": 1}
        wait_for(lambda: api.get("/continuity/traffic").json()["crm"]["connections"]["open"] == 0)


def test_metrics_grow_while_a_connection_is_open(upstream: Upstream) -> None:
    process, port = start_embedded("-proxy-metrics")
    api = Api(port)
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries(b"12345")
        lines = api.get("/metrics").body.decode().splitlines()
    stop(process)
    assert [line.rpartition(" ")[2] for line in lines if line.startswith("toxiproxy_proxy_")] == ["5"] * 4


@pytest.mark.parametrize("path", [CONNECTIONS, "/continuity/proxies/crm/toxics/x/lease"])
def test_a_proxy_that_is_not_there_is_said(api: Api, path: str) -> None:
    assert (api.get(path).status, api.get(path).error) == (404, "proxy not found")
