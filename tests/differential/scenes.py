"""What a client and a server see of one connection: one short scene for each way in which it can go or end."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from toxiproxy_wire import Api, Pair, Upstream, connect, read_exactly

Seen = dict[str, str]
LONG = 8.0
MOMENT = 0.25
OPEN_RESETS = "resets connections that were open before it too"
HALF_CLOSE = "A half-closed connection stays half open"


@dataclass(frozen=True)
class Scene:
    """``play`` gives what was seen; ``differs`` is the text on the page that says why the servers differ.

    Where they do, ``ours`` is what has to be seen of the embedded server.
    """

    play: Callable[[Api, Upstream], Seen]
    differs: str = ""
    ours: Seen | None = None

    @property
    def name(self) -> str:
        return self.play.__name__


SCENES: list[Scene] = []


def scene(
    differs: str = "", ours: Seen | None = None
) -> Callable[[Callable[[Api, Upstream], Seen]], Callable[[Api, Upstream], Seen]]:
    def keep(play: Callable[[Api, Upstream], Seen]) -> Callable[[Api, Upstream], Seen]:
        SCENES.append(Scene(play, differs, ours))
        return play

    return keep


def end_of(sock: socket.socket, patience: float = LONG) -> str:
    """Read to the end: how many bytes, and whether they ended with FIN, RST or not at all."""
    count = 0
    sock.settimeout(patience)
    try:
        while piece := sock.recv(65536):
            count += len(piece)
    except TimeoutError:
        return f"{count} bytes, open"
    except ConnectionResetError:
        return f"{count} bytes, RST"
    return f"{count} bytes, FIN"


def reset(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def both(pair: Pair, patience: float = LONG) -> Seen:
    return {"client": end_of(pair.client, patience), "server": end_of(pair.server, patience)}


@scene()
def the_client_closes(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        pair.client.sendall(b"12345")
        pair.client.close()
        return {"server": end_of(pair.server)}


@scene()
def the_server_closes(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        pair.server.sendall(b"12345")
        pair.server.close()
        return {"client": end_of(pair.client)}


@scene()
def the_client_resets(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        reset(pair.client)
        return {"server": end_of(pair.server)}


@scene()
def the_server_resets(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        reset(pair.server)
        return {"client": end_of(pair.client)}


@scene(HALF_CLOSE, {"server": "8 bytes, FIN", "client": "6 bytes, FIN"})
def the_client_asks_and_closes_its_half(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        pair.client.sendall(b"question")
        pair.client.shutdown(socket.SHUT_WR)
        asked = end_of(pair.server)
        with contextlib.suppress(OSError):
            pair.server.sendall(b"answer")
        pair.server.close()
        return {"server": asked, "client": end_of(pair.client)}


@scene()
def the_upstream_refuses(api: Api, upstream: Upstream) -> Seen:
    with connect(api.proxy("127.0.0.1:1")) as client:
        return {"client": end_of(client)}


@scene()
def the_proxy_is_disabled_with_data_held_back(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=60_000)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        time.sleep(MOMENT)
        api.patch("/proxies/crm", {"enabled": False})
        return both(pair)


@scene()
def the_proxy_is_deleted(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        api.delete("/proxies/crm")
        return both(pair)


@scene()
def the_upstream_is_changed(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        api.patch("/proxies/crm", {"upstream": "127.0.0.1:1"})
        return both(pair)


@scene()
def a_timeout_cuts(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", timeout=100)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        return both(pair)


@scene()
def a_timeout_upstream_lets_the_answer_through(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", "upstream", timeout=0)
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"lost")
        pair.server.sendall(b"12345")
        assert read_exactly(pair.client, 5) == b"12345"
        return both(pair, MOMENT)


@scene()
def a_timeout_is_taken_out(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", timeout=0)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        time.sleep(MOMENT)
        api.delete("/proxies/crm/toxics/timeout_downstream")
        return both(pair)


@scene()
def a_timeout_that_spared_is_taken_out(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("timeout", "downstream", 0.0, timeout=0)
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        api.delete("/proxies/crm/toxics/timeout_downstream")
        return both(pair)


@scene()
def reset_peer_resets_a_new_connection(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", timeout=50)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        return both(pair)


@scene()
def reset_peer_upstream_resets_a_new_connection(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", "upstream", timeout=0)
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"12345")
        return both(pair)


@scene()
def reset_peer_leaves_a_silent_connection(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", timeout=0)
    with Pair(listen, upstream) as pair:
        return both(pair, MOMENT)


@scene(OPEN_RESETS, {"client": "0 bytes, RST", "server": "0 bytes, RST"})
def reset_peer_meets_an_open_connection(api: Api, upstream: Upstream) -> Seen:
    with Pair(api.proxy(upstream.address), upstream) as pair:
        assert pair.carries()
        api.toxic("reset_peer", timeout=0)
        pair.server.sendall(b"12345")
        return both(pair)


@scene("with toxicity 0 it changes nothing", {"client": "0 bytes, FIN"})
def reset_peer_that_spares(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", "downstream", 0.0, timeout=0)
    with Pair(listen, upstream) as pair:
        assert pair.carries()
        pair.server.close()
        return {"client": end_of(pair.client)}


@scene("taken out, it leaves nothing behind", {"client": "0 bytes, FIN"})
def reset_peer_that_was_taken_out(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("reset_peer", timeout=0)
    with Pair(listen, upstream) as pair:
        api.delete("/proxies/crm/toxics/reset_peer_downstream")
        assert pair.carries()
        pair.server.close()
        return {"client": end_of(pair.client)}


@scene()
def limit_data_cuts(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=10)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"123456789012345")
        return both(pair)


@scene()
def limit_data_is_just_met(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=5)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        return both(pair)


@scene()
def limit_data_nought_swallows_the_first_byte(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", "upstream", bytes=0)
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"1")
        return both(pair)


@scene()
def limit_data_is_lowered_below_what_passed(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("limit_data", bytes=100)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"123456")
        assert read_exactly(pair.client, 6) == b"123456"
        api.patch("/proxies/crm/toxics/limit_data_downstream", {"attributes": {"bytes": 3}})
        still = end_of(pair.client, MOMENT)
        pair.server.sendall(b"7")
        return {"client": end_of(pair.client), "before the next byte": still}


@scene()
def slow_close_keeps_the_data(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("slow_close", delay=600)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        pair.server.close()
        return {"at first": end_of(pair.client, MOMENT), "client": end_of(pair.client)}


@scene()
def slow_close_does_not_delay_the_other_way(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("slow_close", delay=60_000)
    with Pair(listen, upstream) as pair:
        pair.client.close()
        return {"server": end_of(pair.server, 2)}


@scene()
def a_stall_is_healed(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", rate=0)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"x" * 50_000)
        stalled = end_of(pair.client, MOMENT)
        api.delete("/proxies/crm/toxics/bandwidth_downstream")
        pair.server.close()
        return {"stalled": stalled, "client": end_of(pair.client)}


@scene()
def latency_is_healed(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=60_000)
    with Pair(listen, upstream) as pair:
        for _ in range(3):
            pair.server.sendall(b"12345")
            time.sleep(0.05)
        api.delete("/proxies/crm/toxics/latency_downstream")
        pair.server.close()
        return {"client": end_of(pair.client)}


@scene()
def a_close_is_held_behind_late_data(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    api.toxic("latency", latency=500)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"12345")
        pair.server.close()
        return {"at first": end_of(pair.client, MOMENT), "client": end_of(pair.client)}


@scene()
def toxics_come_and_go_under_a_stream(api: Api, upstream: Upstream) -> Seen:
    data = bytes(range(251)) * 2000
    with Pair(api.proxy(upstream.address), upstream) as pair:
        got = b""
        for kind, attributes in (
            ("latency", {"latency": 20}),
            ("slicer", {"average_size": 5000, "size_variation": 100, "delay": 50}),
            ("bandwidth", {"rate": 20_000}),
        ):
            pair.server.sendall(data)
            api.toxic(kind, **attributes)
            got += read_exactly(pair.client, len(data))
        for kind in ("slicer", "latency", "bandwidth"):
            pair.server.sendall(data)
            api.delete(f"/proxies/crm/toxics/{kind}_downstream")
            got += read_exactly(pair.client, len(data))
        return {"in order": str(got == data * 6), "bytes lost": str(len(data) * 6 - len(got))}


@scene()
def an_equal_change_keeps_connections(api: Api, upstream: Upstream) -> Seen:
    listen = api.proxy(upstream.address)
    with Pair(listen, upstream) as pair:
        api.patch("/proxies/crm", {"listen": listen, "upstream": upstream.address, "enabled": True})
        return {"carries": str(pair.carries())}
