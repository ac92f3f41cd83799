"""Flags, and metrics, which come by flag."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from toxiproxy_servers import command_of, start, stop
from toxiproxy_wire import Api, Pair, Upstream


@pytest.fixture
def measured(engine: str) -> Iterator[Api]:
    process, port = start(engine, "-proxy-metrics", "-runtime-metrics=true")
    yield Api(port)
    stop(process)


def run(engine: str, *flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command_of(engine), *flags], capture_output=True, text=True, timeout=20)


@pytest.mark.parametrize("flags", [("-version",), ("--version",), ("-port=1", "-proxy-metrics=false", "-version")])
def test_the_version_is_printed(engine: str, flags: tuple[str, ...]) -> None:
    ended = run(engine, *flags)
    assert ended.returncode == 0
    assert ended.stdout.startswith("toxiproxy-server version 2.12.0")


@pytest.mark.parametrize("flags", [("-bogus",), ("-seed", "x"), ("-proxy-metrics=maybe",)])
def test_a_flag_that_is_wrong_ends_with_exit_code_2(engine: str, flags: tuple[str, ...]) -> None:
    assert run(engine, *flags).returncode == 2


def test_help_ends_well(engine: str) -> None:
    assert run(engine, "-h").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well(engine: str, number: signal.Signals) -> None:
    process, _ = start(engine)
    process.send_signal(number)
    assert process.wait(10) == 0
    stop(process)


def test_the_config_file_is_what_populate_takes(engine: str, tmp_path: Path) -> None:
    config = tmp_path / "proxies.json"
    config.write_text(
        '[{"name":"a","listen":"127.0.0.1:0","upstream":"x","enabled":false},{"name":"b","upstream":"x"}]'
    )
    process, port = start(engine, "-config", str(config), "-seed", "7", "-host", "127.0.0.1")
    shown = Api(port).get("/proxies").json()
    stop(process)
    assert [(name, one["enabled"]) for name, one in shown.items()] == [("a", False), ("b", True)]


def test_without_a_flag_there_are_no_metrics(api: Api) -> None:
    answer = api.get("/metrics")
    assert (answer.status, answer.body) == (404, b"404 page not found\n")


def test_metrics_count_the_bytes_of_ended_connections(measured: Api, upstream: Upstream) -> None:
    measured.post("/proxies", {"name": 'a"b\\', "listen": "127.0.0.1:0", "upstream": upstream.address})
    listen = measured.get("/proxies").json()['a"b\\']["listen"]
    with Pair(listen, upstream) as pair:
        pair.client.sendall(b"hello")
        pair.server.recv(10)
        pair.server.sendall(b"you")
        pair.client.recv(10)
        pair.client.close()
        assert pair.server.recv(1) == b""
    labels = f'listener="{listen}",proxy="a\\"b\\\\",upstream="{upstream.address}"'
    expected = [
        line
        for what in ("received", "sent")
        for line in (
            f"# HELP toxiproxy_proxy_{what}_bytes_total ",
            f"# TYPE toxiproxy_proxy_{what}_bytes_total counter",
            f'toxiproxy_proxy_{what}_bytes_total{{direction="downstream",{labels}}} 3',
            f'toxiproxy_proxy_{what}_bytes_total{{direction="upstream",{labels}}} 5',
        )
    ]
    assert counters(measured, len(expected)) == expected
    measured.delete("/proxies/a%22b%5C")
    assert counters(measured, len(expected)) == expected


def counters(api: Api, count: int) -> list[str]:
    """The lines about proxies, when all are there: the original counts a moment after the end."""
    lines: list[str] = []
    for _ in range(200):
        text = api.get("/metrics").body.decode()
        lines = [line for line in text.splitlines() if "toxiproxy_proxy" in line]
        if len(lines) == count:
            break
    return lines


def test_metrics_tell_of_the_process(measured: Api) -> None:
    answer = measured.get("/metrics")
    assert (answer.status, answer.headers["content-type"]) == (
        200,
        "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
    )
    names = {line.split("{")[0].split(" ")[0] for line in answer.body.decode().splitlines() if line[:1] != "#"}
    expected = ("cpu_seconds_total", "max_fds", "open_fds", "resident_memory_bytes", "start_time_seconds")
    assert {f"process_{name}" for name in expected} <= names
    assert "promhttp_metric_handler_errors_total" in names


def test_metrics_answer_to_every_method_but_not_to_browsers(measured: Api) -> None:
    assert {measured.call(method, "/metrics").status for method in ("GET", "POST", "PUT", "OPTIONS")} == {200}
    head = measured.call("HEAD", "/metrics")
    assert (head.status, head.body) == (200, b"")
    assert measured.call("GET", "/metrics", headers={"User-Agent": "Mozilla/5.0"}).status == 403
