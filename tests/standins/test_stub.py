"""The stub by itself: what it passes on arrives whole, what it answers is HTTP, and it ends with its starter."""

import json
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection

import pytest

from continuity.standins.stub.answers import shares


@pytest.fixture
def system():
    """Takes connections one by one, keeps what it was sent, answers what it is told to."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)
    yield server
    server.close()


@pytest.fixture
def stub(system):
    begun = []

    def start(**more):
        upstream = f"127.0.0.1:{system.getsockname()[1]}"
        command = [
            sys.executable,
            "-m",
            "continuity.standins.stub",
            json.dumps([{"id": "a", "upstream": upstream, **more}]),
        ]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        begun.append(process)
        return process, json.loads(process.stdout.readline())["a"]

    yield start
    for process in begun:
        process.stdin.close()
        assert process.wait(5) == 0
        assert process.stderr.read() == b""
        process.stdout.close()
        process.stderr.close()


def raw(port, sent):
    with socket.create_connection(("127.0.0.1", port), 5) as sock:
        sock.sendall(sent)
        return b"".join(iter(lambda: sock.recv(65536), b""))


def serve_once(system, answer, heard, until):
    sock, _ = system.accept()
    with sock:
        sock.settimeout(5)
        got = b""
        while until not in got:
            got += sock.recv(65536)
        heard.append(got)
        sock.sendall(answer)


@pytest.mark.parametrize("percent", [1, 30, 50, 99, 100])
def test_a_share_is_exact_in_each_hundred_and_follows_no_rhythm(percent):
    hits = shares(percent, 1)
    hundreds = [[next(hits) for _ in range(100)] for _ in range(5)]
    assert {sum(one) for one in hundreds} == {percent}
    assert percent == 100 or len({tuple(one) for one in hundreds}) > 1


def test_a_request_in_pieces_and_its_answer_pass_unchanged(stub, system):
    _, port = stub(kind="unavailable", share=1)
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    request = b"POST /x HTTP/1.1\r\nHost: crm\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"4\r\ndata\r\n0\r\n\r\n"
    heard = []
    thread = threading.Thread(target=serve_once, args=(system, answer, heard, b"0\r\n\r\n"))
    thread.start()
    assert raw(port, request + body) == answer
    thread.join(5)
    assert heard == [b"POST /x HTTP/1.1\r\nHost: crm\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + body]


def test_an_answer_to_head_has_no_body(stub):
    _, port = stub(kind="maintenance")
    said = raw(port, b"HEAD / HTTP/1.1\r\nHost: crm\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert said.endswith(b"\r\n\r\n")


def test_a_client_that_sends_much_hears_the_answer(stub):
    _, port = stub(kind="too-many-requests", retry_after=3)
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("PUT", "/", b"x" * 2_000_000)
    reply = connection.getresponse()
    assert (reply.status, reply.headers["Retry-After"]) == (429, "3")
    connection.close()


def test_a_system_that_is_down_ends_the_connection_and_nothing_else(stub, system):
    _, port = stub(kind="unavailable", share=1)
    system.close()
    said = [raw(port, b"GET / HTTP/1.1\r\nHost: crm\r\n\r\n") for _ in range(3)]
    assert {one[:12] for one in said} <= {b"", b"HTTP/1.1 503"}


def test_it_ends_when_its_starter_is_gone(stub):
    process, port = stub(kind="unavailable")
    process.stdin.close()
    assert process.wait(5) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)


def test_an_address_that_is_not_this_machine_s_is_told():
    command = [sys.executable, "-m", "continuity.standins.stub", "--host", "203.0.113.9"]
    answers = json.dumps([{"id": "a", "upstream": "127.0.0.1:9", "kind": "unavailable"}])
    done = subprocess.run([*command, answers], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert done.stderr.startswith("continuity.standins.stub: ")
