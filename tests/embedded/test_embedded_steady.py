"""What is asked for twice changes nothing the second time, and what chance decides can be had again."""

from __future__ import annotations

import asyncio
import os
import select
import socket
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from itertools import accumulate

import pytest
from toxiproxy_servers import EMBEDDED, start_embedded, stop
from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, is_quiet, read_exactly

from continuity.embedded.net import dial

SIX_HUNDRED = b"x" * 600


def test_a_patch_with_an_equal_wildcard_keeps_connections(api: Api, upstream: Upstream) -> None:
    made = api.post("/proxies", {"name": "crm", "listen": ":0", "upstream": upstream.address}).json()
    port = made["listen"].rpartition(":")[2]
    with Pair(f"127.0.0.1:{port}", upstream) as pair:
        for listen in (f":{port}", f"0.0.0.0:{port}", f"[::]:{port}"):
            assert api.patch("/proxies/crm", {"listen": listen}).json()["listen"] == made["listen"]
            assert pair.carries()


def test_populate_keeps_an_equal_proxy_that_is_disabled_and_listens_on_a_name(api: Api) -> None:
    wanted = {"name": "crm", "listen": "localhost:18999", "upstream": "x", "enabled": False}
    api.post("/populate", [wanted])
    api.toxic("noop")
    (shown,) = api.post("/populate", [wanted]).json()["proxies"]
    assert (shown["listen"], shown["enabled"], len(shown["toxics"])) == ("localhost:18999", False, 1)


def test_raising_toxicity_keeps_those_who_were_hit(api: Api, upstream: Upstream) -> None:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", "downstream", 0.3, rate=0)
    with ExitStack() as stack:
        pairs = [stack.enter_context(Pair(listen, upstream)) for _ in range(16)]
        hit = held(pairs)
        for toxicity in (0.6, 0.9, 1):
            release(api, pairs, hit, toxicity)
            before, hit = hit, held(pairs)
            assert [one for one, was in zip(hit, before, strict=True) if was] == [True] * sum(before)
        assert hit == [True] * 16


def held(pairs: list[Pair]) -> list[bool]:
    """Send a byte on each, and tell where it does not arrive."""
    for pair in pairs:
        pair.server.sendall(b"x")
    return [is_quiet(pair.client, 0.05) for pair in pairs]


def release(api: Api, pairs: list[Pair], hit: list[bool], toxicity: float) -> None:
    """Change the toxicity, and take the bytes that this lets go."""
    assert api.patch("/proxies/crm/toxics/bandwidth_downstream", {"toxicity": toxicity}).status == 200
    for pair, was_held in zip(pairs, hit, strict=True):
        assert not was_held or read_exactly(pair.client, 1) == b"x"


def under_seed(seed: str, upstream: Upstream, see: Callable[[Api, str], list[float]]) -> list[float]:
    process, port = start_embedded("--seed", seed)
    api = Api(port)
    try:
        return see(api, api.proxy(upstream.address))
    finally:
        stop(process)


def test_a_seed_decides_jitter(upstream: Upstream) -> None:
    def delays(api: Api, listen: str) -> list[float]:
        api.toxic("latency", latency=400, jitter=400)
        arrived: dict[socket.socket, float] = {}
        with ExitStack() as stack:
            pairs = [stack.enter_context(Pair(listen, upstream)) for _ in range(8)]
            watch = Stopwatch()
            for pair in pairs:
                pair.server.sendall(b"x")
            while len(arrived) < len(pairs):
                waiting = [pair.client for pair in pairs if pair.client not in arrived]
                arrived |= dict.fromkeys(select.select(waiting, [], [], 5)[0], watch.millis)
            return [arrived[pair.client] for pair in pairs]

    first, second, other = (under_seed(seed, upstream, delays) for seed in ("42", "42", "43"))
    assert first == pytest.approx(second, abs=80)
    assert first != pytest.approx(other, abs=80)


def test_a_seed_decides_slices(upstream: Upstream) -> None:
    def ends(api: Api, listen: str) -> list[float]:
        api.toxic("slicer", average_size=100, size_variation=60, delay=40_000)
        sizes: list[int] = []
        with Pair(listen, upstream) as pair:
            pair.server.sendall(SIX_HUNDRED)
            while sum(sizes) < len(SIX_HUNDRED):
                sizes.append(len(pair.client.recv(1000)))
        return list(accumulate(sizes))

    first, second, other = (set(under_seed(seed, upstream, ends)) for seed in ("42", "42", "43"))
    assert len(first & second) >= 0.7 * len(first), "two pieces may have been read at once"
    assert len(first & other) < 0.5 * len(first)


def test_dialling_ends_at_its_limit(black_hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dial.DIAL_LIMIT == 10
    monkeypatch.setattr(dial, "DIAL_LIMIT", 0.3)

    async def reached() -> socket.socket | None:
        told: asyncio.Future[socket.socket | None] = asyncio.get_running_loop().create_future()
        dial.Dial(black_hole, told.set_result)
        return await asyncio.wait_for(told, 5)

    watch = Stopwatch()
    assert asyncio.run(reached()) is None
    assert 250 < watch.millis < 2000


@pytest.mark.parametrize("level", ["trace", "error", "nonsense"])
def test_nothing_is_logged_whatever_the_level(upstream: Upstream, level: str) -> None:
    environ = {**os.environ, "LOG_LEVEL": level}
    process = subprocess.Popen(
        [*EMBEDDED, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    )
    assert process.stdout is not None
    api = Api(int(process.stdout.readline().removeprefix("listening on 127.0.0.1:")))
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        assert api.post("/proxies", "{").status == 400
        assert api.delete("/proxies/crm").status == 204
    process.terminate()
    assert process.communicate(timeout=5) == ("", "")


def test_errors_of_look_ups_name_the_host(api: Api) -> None:
    made = api.post("/proxies", {"name": "crm", "listen": "nowhere.invalid:0", "upstream": "x"})
    assert made.status == 500
    assert made.error.startswith("listen tcp: lookup nowhere.invalid: ")


def test_metrics_of_the_process_are_not_those_of_a_go_runtime() -> None:
    process, port = start_embedded("-runtime-metrics")
    text = Api(port).get("/metrics").body.decode()
    stop(process)
    assert "process_resident_memory_bytes" in text
    assert "go_" not in text
