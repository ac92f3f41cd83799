"""How true each toxic is to its figures, and how soon a change is felt: measured alike on both servers.

Every function gives milliseconds, or shares where it says so; smaller is better.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, read_exactly


def latency_excess(api: Api, upstream: Upstream, latency: int, count: int) -> list[float]:
    """How much later than asked for a byte arrives."""
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=latency)
    with Pair(listen, upstream) as pair:
        return [_echo(pair) - latency for _ in range(count)]


def jitter_sample(api: Api, upstream: Upstream, latency: int, jitter: int, count: int) -> list[float]:
    """When bytes arrive under jitter: to be spread evenly over latency ± jitter."""
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=latency, jitter=jitter)
    with Pair(listen, upstream) as pair:
        return [_echo(pair) for _ in range(count)]


def bandwidth_error(api: Api, upstream: Upstream, rate: int, seconds: float) -> float:
    """By which share the time for some bytes misses what the rate (KB/s) says."""
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", rate=rate)
    size = max(50, round(rate * 1000 * seconds))
    with Pair(listen, upstream) as pair:
        watch = Stopwatch()
        pair.server.sendall(b"x" * size) if size < 60_000 else _send_beside(pair.server, size)
        assert len(_read(pair.client, size)) == size
        return abs(watch.millis - size / rate) / (size / rate)


def slicer_pieces(api: Api, upstream: Upstream, average: int, variation: int, delay: int) -> list[float]:
    """How many bytes come at a time."""
    listen = api.proxy(upstream.address)
    api.toxic("slicer", average_size=average, size_variation=variation, delay=delay)
    data = b"x" * 20_000
    sizes: list[float] = []
    with Pair(listen, upstream) as pair:
        pair.server.sendall(data)
        while sum(sizes) < len(data):
            sizes.append(len(pair.client.recv(65536)))
    return sizes


def close_excess(api: Api, upstream: Upstream, kind: str, attribute: str, millis: int, count: int) -> list[float]:
    """How much later than asked for ``timeout``, ``slow_close`` or ``reset_peer`` end a connection."""
    listen = api.proxy(upstream.address)
    api.toxic(kind, **{attribute: millis})
    found = []
    for _ in range(count):
        with Pair(listen, upstream) as pair:
            watch = Stopwatch()
            if kind == "slow_close":
                pair.server.close()
            else:
                pair.server.sendall(b"x")
            _wait_for_end(pair.client)
            found.append(watch.millis - millis)
    return found


def change_to_effect(api: Api, upstream: Upstream, connections: int, count: int) -> list[float]:
    """From the call that stalls so many open connections to its answer, with the stall in effect on each."""
    listen = api.proxy(upstream.address)
    found = []
    with ExitStack() as stack:
        pairs = [stack.enter_context(Pair(listen, upstream)) for _ in range(connections)]
        for _ in range(count):
            watch = Stopwatch()
            api.toxic("bandwidth", rate=0)
            found.append(watch.millis)
            for pair in pairs[:20]:
                pair.server.sendall(b"x")
            time.sleep(0.03)
            assert [_has_data(pair.client) for pair in pairs[:20]] == [False] * len(pairs[:20])
            api.delete("/proxies/crm/toxics/bandwidth_downstream")
            for pair in pairs[:20]:
                assert read_exactly(pair.client, 1) == b"x"
    return found


def restore_to_clean(api: Api, upstream: Upstream, connections: int, count: int) -> list[float]:
    """From the call that takes a stall out until a held byte has arrived on the last of so many connections."""
    listen = api.proxy(upstream.address)
    found = []
    with ExitStack() as stack:
        pairs = [stack.enter_context(Pair(listen, upstream)) for _ in range(connections)]
        for _ in range(count):
            api.toxic("bandwidth", rate=0)
            for pair in pairs:
                pair.server.sendall(b"x")
            time.sleep(0.03)
            watch = Stopwatch()
            api.delete("/proxies/crm/toxics/bandwidth_downstream")
            for pair in pairs:
                assert read_exactly(pair.client, 1) == b"x"
            found.append(watch.millis)
    return found


def kolmogorov_smirnov(first: Sequence[float], second: Sequence[float]) -> float:
    """The largest distance between the two samples' distribution functions."""
    points = sorted({*first, *second})
    return max(abs(_share_below(first, point) - _share_below(second, point)) for point in points)


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _share_below(values: Sequence[float], point: float) -> float:
    return sum(value <= point for value in values) / len(values)


def _echo(pair: Pair) -> float:
    watch = Stopwatch()
    pair.server.sendall(b"x")
    assert read_exactly(pair.client, 1) == b"x"
    return watch.millis


def _send_beside(sock: socket.socket, size: int) -> None:
    import threading

    threading.Thread(target=sock.sendall, args=(b"x" * size,), daemon=True).start()


def _read(sock: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = sock.recv(min(65536, size - len(data)))
        if not piece:
            break
        data += piece
    return bytes(data)


def _has_data(sock: socket.socket) -> bool:
    sock.setblocking(False)
    try:
        return bool(sock.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        sock.settimeout(10)


def _wait_for_end(sock: socket.socket) -> None:
    try:
        while sock.recv(100):
            pass
    except ConnectionResetError:
        pass
