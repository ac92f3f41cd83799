"""How the server starts and ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from toxiproxy_servers import start_embedded, stop
from toxiproxy_wire import Api, Pair, Stopwatch, Upstream, refuses

SERVER = [sys.executable, "-m", "continuity.embedded"]
COMMAND = [sys.executable, "-c", "from continuity.cli.toxiproxy import command; command()"]


def run(*flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SERVER, *flags], capture_output=True, text=True, timeout=20)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "proxies.json"
    path.write_text(json.dumps([{"name": "crm", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1"}]))
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second_with_connections_open(upstream: Upstream, number: signal.Signals) -> None:
    process, port = start_embedded()
    api = Api(port)
    listen = api.proxy(upstream.address)
    api.toxic("bandwidth", rate=0)
    with Pair(listen, upstream) as pair:
        pair.server.sendall(b"x" * 100_000)
        watch = Stopwatch()
        process.send_signal(number)
        assert process.wait(5) == 0
        assert watch.millis < 1000
        assert pair.client.recv(1) == b""
    stop(process)


def test_it_ends_quietly_with_a_client_that_keeps_its_connection() -> None:
    process = subprocess.Popen([*SERVER, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline().rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(4096).startswith(b"HTTP/1.1 200 ")
        process.terminate()
        _, said = process.communicate(timeout=5)
        assert (process.returncode, said) == (0, "")


def test_it_ends_well_when_told_to_as_soon_as_it_is_ready() -> None:
    for _ in range(5):
        process, _ = start_embedded()
        process.terminate()
        assert process.wait(5) == 0
        stop(process)


def test_it_ends_when_its_stdin_closes() -> None:
    process, port = start_embedded()
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(5) == 0
    assert refuses(f"127.0.0.1:{port}")
    stop(process)


def test_a_name_that_is_never_found_does_not_delay_the_end() -> None:
    process, port = start_embedded()
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(b"POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 52\r\n\r\n")
        sock.sendall(b'{"name":"a","upstream":"x","listen":"no.invalid:12"}')
        process.terminate()
        assert process.wait(5) == 0
    stop(process)


def test_a_taken_port_is_said_and_exits_2(upstream: Upstream) -> None:
    ended = run("--port", upstream.address.rpartition(":")[2])
    assert ended.returncode == 2
    assert "address already in use" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("content", ["{", "{}", '[{"name":"a"}]', '[{"name":"a","upstream":"x","listen":"bad"}]'])
def test_a_config_file_that_does_not_hold_exits_2(tmp_path: Path, content: str) -> None:
    path = tmp_path / "proxies.json"
    path.write_text(content)
    ended = run("--port", "0", "-config", str(path))
    assert ended.returncode == 2
    assert str(path) in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_config_file_exits_2() -> None:
    ended = run("--port", "0", "--config", "/nowhere.json")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "/nowhere.json" in ended.stderr


def test_the_config_file_is_loaded_before_the_server_says_that_it_is_ready(config: Path) -> None:
    process, port = start_embedded("-config", str(config), "-seed", "7")
    assert list(Api(port).get("/proxies").json()) == ["crm"]
    assert Api(port).get("/continuity").json()["seed"] == 7
    stop(process)


@pytest.mark.parametrize("flag", ["-version", "--version"])
def test_the_version_names_the_api_and_the_engine(flag: str) -> None:
    ended = run(flag)
    assert ended.stdout.startswith("toxiproxy-server version 2.12.0 (continuity ")


@pytest.fixture
def command_port(config: Path) -> Iterator[int]:
    flags = ["-port", "0", "-host", "127.0.0.1", "-config", str(config), "-seed", "7"]
    process = subprocess.Popen([*COMMAND, *flags], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield int(process.stdout.readline().rsplit(":", 1)[1])
    stop(process)
    assert process.returncode == 0


def test_the_command_takes_the_originals_flags(command_port: int) -> None:
    assert list(Api(command_port).get("/proxies").json()) == ["crm"]
    assert Api(command_port).get("/continuity").json()["seed"] == 7


def test_requests_in_a_row_use_one_connection_and_chunked_bodies_are_read() -> None:
    process, port = start_embedded()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        head = b"POST /populate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        sock.sendall(head + b"1\r\n[\r\n1\r\n]\r\n0\r\n\r\n")
        sock.sendall(b"GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answers = b""
        while piece := sock.recv(4096):
            answers += piece
    assert answers.count(b"HTTP/1.1 20") == 2
    assert b'{"proxies":null}' in answers
    stop(process)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000 + b"\r\n", 431),
    ],
)
def test_what_is_not_http_is_refused_and_harms_nobody(text: bytes, status: int) -> None:
    process, port = start_embedded()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(text)
        assert sock.recv(4096).startswith(f"HTTP/1.1 {status} ".encode())
    assert Api(port).get("/version").status == 200
    stop(process)
