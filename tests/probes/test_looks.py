from __future__ import annotations

import asyncio
import resource
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from probe_servers import (
    BadServer,
    Behaviour,
    answers,
    babbles,
    cuts,
    drips,
    drips_the_body,
    floods,
    hangs,
    resets,
)

from continuity.clock import SystemClock, to_iso
from continuity.plan import Probe
from continuity.probes.expect import judge_answer, pointer
from continuity.probes.look import client, look
from continuity.probes.reading import Reading, Target
from continuity.probes.watch import Watch
from continuity.structure import decode

Serve = Callable[[Behaviour], BadServer]


def target(url: str, timeout: str = "400ms", interval_ms: int = 50, **probe: Any) -> Target:
    value = {"id": "crm", "path": "/", "timeout": timeout, **probe}
    return Target(decode(Probe, value), "crm-orders", url, interval_ms)


def seen(one: Target) -> Reading:
    async def once() -> Reading:
        async with client() as http:
            return await look(one, http, SystemClock())

    return asyncio.run(once())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_healthy_answer_is_ok(serve: Serve) -> None:
    reading = seen(target(serve(answers(b"{}")).url()))
    assert (reading.probe, reading.point, reading.state, reading.detail) == ("crm", "crm-orders", "ok", "status 200")


def test_nobody_listening_is_down_at_once() -> None:
    reading = seen(target(f"http://127.0.0.1:{free_port()}/", timeout="5s"))
    assert (reading.state, reading.detail) == ("down", "connection refused")
    assert reading.took_ms < 3_000


def test_a_name_that_leads_nowhere_is_not_called_refused() -> None:
    reading = seen(target("http://nowhere.invalid/", timeout="5s"))
    assert reading.state == "down"
    assert reading.detail != "connection refused"


@pytest.mark.parametrize("behave", [hangs, drips, drips_the_body])
def test_the_deadline_holds_for_the_whole_of_a_look(serve: Serve, behave: Behaviour) -> None:
    server = serve(behave)
    begun = time.monotonic()
    reading = seen(target(server.url()))
    took = time.monotonic() - begun
    assert (reading.state, reading.detail) == ("down", "no answer within 400 ms")
    assert 400 <= reading.took_ms < 2_000
    assert took < 2.0


@pytest.mark.parametrize("behave", [cuts, resets, babbles])
def test_a_broken_answer_is_a_cut_connection(serve: Serve, behave: Behaviour) -> None:
    reading = seen(target(serve(behave).url()))
    assert (reading.state, reading.detail) == ("down", "connection cut")


def test_an_endless_answer_is_down_and_does_not_fill_the_memory(serve: Serve) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading = seen(target(serve(floods).url(), timeout="2s"))
    assert (reading.state, reading.detail) == ("down", "the answer is larger than 1 MiB")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_another_status_is_down_and_a_redirection_is_not_followed(serve: Serve) -> None:
    reading = seen(target(serve(answers(b"", "503 Service Unavailable")).url()))
    assert (reading.state, reading.detail) == ("down", "status 503")
    elsewhere = serve(answers(b""))
    moved = serve(answers(b"", "302 Found", f"Location: {elsewhere.url()}\r\n"))
    assert seen(target(moved.url())).detail == "status 302"
    assert elsewhere.seen == 0
    assert seen(target(moved.url(), expect={"status": 302})).state == "ok"


def test_what_the_probe_sends_arrives(serve: Serve) -> None:
    heard: list[bytes] = []

    def listen(connection: socket.socket, over: object) -> None:
        heard.append(connection.recv(65_536))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    one = target(
        serve(listen).url("/upsert"), method="PUT", body='{"a": "é"}', headers={"Authorization": "Bearer practice"}
    )
    assert seen(one).state == "ok"
    assert heard[0].startswith(b"PUT /upsert HTTP/1.1\r\n")
    assert b"Authorization: Bearer practice" in heard[0]


def test_a_proxy_of_the_environment_is_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert seen(target(serve(answers(b"")).url())).state == "ok"


def test_a_bare_connection_is_enough_for_a_probe_without_a_path(serve: Serve) -> None:
    server = serve(hangs)
    reading = seen(target(f"tcp://127.0.0.1:{server.port}"))
    assert (reading.state, reading.detail) == ("ok", "connected")
    reading = seen(target(f"tcp://127.0.0.1:{free_port()}"))
    assert (reading.state, reading.detail) == ("down", "connection refused")


def test_stale_json_is_degraded_over_a_real_socket(serve: Serve) -> None:
    clock = SystemClock()
    body = f'{{"as_of": "{to_iso(clock.now() - 60_000)}"}}'.encode()
    reading = seen(target(serve(answers(body)).url(), expect={"fresh": "/as_of", "fresh_within": "2s"}))
    assert (reading.state, reading.detail) == ("degraded", "/as_of is 60 s old")


# What an answer is worth


NOW = 1_767_225_600_000
FRESH = {"fresh": "/as_of", "fresh_within": "2s"}


def judged(body: str, **expect: Any) -> tuple[str, str]:
    return judge_answer(200, body.encode(), decode(Probe, {"id": "p", "expect": expect}).expect, NOW)


@pytest.mark.parametrize(
    ("body", "expect", "state"),
    [
        ("all is well", {"contains": "well"}, "ok"),
        ("all is well", {"contains": "ill"}, "down"),
        ('{"status": {"page": "ok"}}', {"json": {"/status/page": "ok"}}, "ok"),
        ('{"status": {"page": "no"}}', {"json": {"/status/page": "ok"}}, "down"),
        ("{}", {"json": {"/status": "ok"}}, "down"),
        ('{"n": [1, 2]}', {"json": {"/n/1": 2}}, "ok"),
        ('{"n": [1, 2]}', {"json": {"/n/2": 2}}, "down"),
        ('{"n": null}', {"json": {"/n": None}}, "ok"),
        ("{}", {"json": {"/n": None}}, "down"),
        ("<html>", {"json": {"/n": 1}}, "down"),
        ("[" * 200_000, {"json": {"/n": 1}}, "down"),
        (f'{{"as_of": "{to_iso(NOW - 2_000)}"}}', FRESH, "ok"),
        (f'{{"as_of": "{to_iso(NOW - 2_001)}"}}', FRESH, "degraded"),
        (f'{{"as_of": "{to_iso(NOW + 60_000)}"}}', FRESH, "ok"),
        ('{"as_of": "2026-01-01T00:00:00"}', FRESH, "down"),
        ("{}", FRESH, "down"),
        ('{"as_of": 7}', FRESH, "down"),
    ],
)
def test_what_an_answer_is_worth(body: str, expect: dict[str, Any], state: str) -> None:
    assert judged(body, **expect)[0] == state


def test_a_pointer_reads_as_rfc_6901_says() -> None:
    value = {"a/b": {"~": [10, 20]}, "": 1}
    assert pointer(value, "") == value
    assert pointer(value, "/a~1b/~0/1") == 20
    assert pointer(value, "/") == 1
    assert pointer(value, "/a~1b/~0/x") not in (10, 20, None)


# Watching


def until(watch: Watch, wanted: Callable[[list[Reading]], bool], seconds: float = 5.0) -> list[Reading]:
    """Readings until they are as wanted."""
    found: list[Reading] = []
    end = time.monotonic() + seconds
    while not wanted(found):
        assert time.monotonic() < end, found
        found += watch.take()
        time.sleep(0.005)
    return found


def test_a_slow_point_delays_no_other(serve: Serve) -> None:
    slow = target(serve(hangs).url(), timeout="2s")
    quick = Target(decode(Probe, {"id": "quick"}), "other", serve(answers(b"")).url(), 20)
    with Watch([slow, quick], SystemClock()) as watch:
        found = until(watch, lambda readings: len(readings) >= 10, 1.5)
    assert {reading.probe for reading in found} == {"quick"}


def test_a_watch_sees_a_point_come_and_go(serve: Serve) -> None:
    port = free_port()
    with Watch([target(f"http://127.0.0.1:{port}/", interval_ms=20)], SystemClock()) as watch:
        until(watch, lambda readings: any(reading.state == "down" for reading in readings))
        with socket.create_server(("127.0.0.1", port)) as listener:
            listener.settimeout(5)
            connection, _ = listener.accept()
            with connection:
                answers(b"")(connection, None)  # type: ignore[arg-type]
            until(watch, lambda readings: any(reading.state == "ok" for reading in readings))
        until(watch, lambda readings: any(reading.state == "down" for reading in readings))


def test_closing_a_watch_waits_for_no_answer(serve: Serve) -> None:
    server = serve(hangs)
    watch = Watch([target(server.url(), timeout="30s")], SystemClock())
    end = time.monotonic() + 5
    while not server.seen and time.monotonic() < end:
        time.sleep(0.005)
    begun = time.monotonic()
    watch.close()
    watch.close()
    assert time.monotonic() - begun < 5.0
