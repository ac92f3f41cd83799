"""HTTP itself: what is not a request, what is an old one, and how connections to the API end."""

from __future__ import annotations

import re
import socket

import pytest

TEXT = "Content-Type: text/plain; charset=utf-8"
BAD = "HTTP/1.1 400 Bad Request"
VERSION = '{"version": "2.12.0"}\n'


def exchange(port: int, request: str) -> tuple[str, list[str], str, bool]:
    """Send bytes as they are; give the status line, the headers, the body, and whether the connection was closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(request.replace("\n", "\r\n").encode("latin-1"))
        answer = b""
        sock.settimeout(0.5)
        closed = False
        try:
            while piece := sock.recv(65536):
                answer += piece
            closed = True
        except TimeoutError:
            pass
    head, _, body = answer.decode("latin-1").partition("\r\n\r\n")
    line, *headers = head.split("\r\n")
    return line, headers, body, closed


@pytest.mark.parametrize(
    ("request_text", "line"),
    [
        ("nonsense\n\n", "400 Bad Request"),
        ("GET  HTTP/1.1\nHost: x\n\n", "400 Bad Request"),
        ("GET version HTTP/1.1\nHost: x\n\n", "400 Bad Request"),
        ("G@T /version HTTP/1.1\nHost: x\n\n", "400 Bad Request"),
        ("GET /%zz HTTP/1.1\nHost: x\n\n", "400 Bad Request"),
        ("GET /version HTTP/1.1\nbad header\nHost: x\n\n", "400 Bad Request"),
        ("GET /version HTTP/1.1\nHost: x\nHost: y\n\n", "400 Bad Request"),
        ("GET /version HTTP/1.1\nHost: x\nContent-Length: x\n\n", "400 Bad Request"),
        ("GET /version HTTP/1.1\nHost: x\nContent-Length: 0\nContent-Length: 1\n\n", "400 Bad Request"),
        (f"GET /version HTTP/1.1\nHost: x\nContent-Length: {2**63}\n\n", "400 Bad Request"),
        ("GET /version HTTP/1.1\nHost: x\nA: \x01\n\n", "400 Bad Request"),
        ("GET /version HTTP/1.1\n A: b\nHost: x\n\n", "400 Bad Request"),
        ("GET /version?\x7f HTTP/1.1\nHost: x\n\n", "400 Bad Request"),
        ("GET http://a:b/version HTTP/1.1\nHost: x\n\n", "400 Bad Request"),
        (
            "POST /reset HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTrailer: Content-Length\n\n0\n\n",
            "400 Bad Request",
        ),
        ("GET /version HTTP/1.1\nHost: x\nContent-Length : 2\n\n", "400 Bad Request: invalid header name"),
        ("GET /version HTTP/1.1\n\n", "400 Bad Request: missing required Host header"),
        ("GET /version HTTP/1.1\nHost: a b\n\n", "400 Bad Request: malformed Host header"),
        ("GET /version HTTP/2.0\nHost: x\n\n", "505 HTTP Version Not Supported: unsupported protocol version"),
        ("POST /reset HTTP/1.1\nHost: x\nTransfer-Encoding: gzip\n\n", "501 Not Implemented"),
        (
            "POST /reset HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n",
            "501 Not Implemented",
        ),
        (
            "GET /version HTTP/0.9\nHost: x\nTransfer-Encoding: gzip\n\n",
            "505 HTTP Version Not Supported: unsupported protocol version",
        ),
        ("GET /version HTTP/2.0\nHost: x\nbad header\n\n", "400 Bad Request"),
    ],
)
def test_what_is_not_a_request_is_refused_in_plain_text(server_port: int, request_text: str, line: str) -> None:
    said, headers, text, closed = exchange(server_port, request_text)
    body = "Unsupported transfer encoding" if line == "501 Not Implemented" else line
    assert (said, text, closed) == (f"HTTP/1.1 {line}", body, True)
    assert headers == [TEXT, "Connection: close"]


@pytest.mark.parametrize(("cut", "line"), [("", ""), ("GE", BAD), ("GET /version HTTP/1.1\r\nHost: x", BAD)])
def test_a_head_that_ends_too_soon_is_none_and_silence_is_no_request(server_port: int, cut: str, line: str) -> None:
    with socket.create_connection(("127.0.0.1", server_port), timeout=5) as sock:
        sock.sendall(cut.encode())
        sock.shutdown(socket.SHUT_WR)
        assert sock.makefile("rb").read().decode().partition("\r\n")[0] == line


def test_the_same_length_twice_is_one(server_port: int) -> None:
    head = "POST /populate HTTP/1.1\nHost: x\nContent-Length: 2\nContent-Length: 2\n\n[]"
    assert exchange(server_port, head)[0] == "HTTP/1.1 201 Created"


def test_a_header_may_go_on_in_the_next_line(server_port: int) -> None:
    assert exchange(server_port, "GET /version HTTP/1.1\nHost: x\nA: b\n\t c\n\n")[2] == VERSION
    agent = "GET /version HTTP/1.1\nHost: x\nUser-Agent:\n Mozilla/5.0\n\n"
    assert exchange(server_port, agent)[0] == "HTTP/1.1 403 Forbidden"


def test_of_two_user_agents_the_first_counts(server_port: int) -> None:
    agents = "User-Agent: x\nUser-Agent: Mozilla/5.0\n"
    assert exchange(server_port, f"GET /version HTTP/1.1\nHost: x\n{agents}\n")[2] == VERSION


def test_line_ends_after_what_was_posted_are_passed_over(server_port: int) -> None:
    two = "POST /reset HTTP/1.1\nHost: x\n\n\n\nGET /version HTTP/1.1\nHost: x\nConnection: close\n\n"
    assert exchange(server_port, two)[2].endswith(VERSION)
    two = "GET /version HTTP/1.1\nHost: x\n\n\nGET /version HTTP/1.1\nHost: x\nConnection: close\n\n"
    assert exchange(server_port, two)[2].endswith("400 Bad Request")


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("*", "/%2A"),
        ("//a!'()*?", "/a%21%27%28%29%2A?"),
        ("http://elsewhere", "http://elsewhere/"),
        ("http://elsewhere//version?a=b", "http://elsewhere/version?a=b"),
        ("HTTP:/a/../version", "http:/version"),
        ("urn:x?y", "urn:x?y"),
    ],
)
def test_a_tidier_target_is_written_as_the_original_writes_it(server_port: int, target: str, location: str) -> None:
    line, headers, _, _ = exchange(server_port, f"GET {target} HTTP/1.1\nHost: x\n\n")
    assert (line, headers[0]) == ("HTTP/1.1 301 Moved Permanently", f"Location: {location}")


@pytest.mark.parametrize(
    ("connection", "closed"), [("xclose", False), ("a, CLOSE", True), ("close a", True), ("a\nConnection: close", True)]
)
def test_close_is_a_word_of_its_own(server_port: int, connection: str, closed: bool) -> None:
    assert exchange(server_port, f"GET /version HTTP/1.1\nHost: x\nConnection: {connection}\n\n")[3] is closed


@pytest.mark.parametrize("head", ["HTTP/1.0\nContent-Length: 2", "HTTP/1.1\nContent-Length: 0"])
def test_who_cannot_go_on_is_not_told_to(server_port: int, head: str) -> None:
    text = f"POST /populate {head}\nHost: x\nExpect: 100-continue\n\n[]"
    assert not exchange(server_port, text)[0].startswith("HTTP/1.1 100")


def test_another_expectation_than_to_continue_fails(server_port: int) -> None:
    line, _, body, closed = exchange(server_port, "POST /reset HTTP/1.1\nHost: x\nExpect: more\nContent-Length: 0\n\n")
    assert (line, body, closed) == ("HTTP/1.1 417 Expectation Failed", "", True)
    line, headers, _, _ = exchange(server_port, "POST /reset HTTP/1.0\nExpect: more\n\n")
    assert (line, "Connection: close" in headers) == ("HTTP/1.0 417 Expectation Failed", True)
    _, headers, _, _ = exchange(server_port, "HEAD /version HTTP/1.1\nHost: x\nExpect: more\n\n")
    assert "Content-Length: 0" not in headers


def test_a_client_may_wait_to_be_told_to_continue(server_port: int) -> None:
    head = "POST /populate HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 2\n\n[]"
    line, _, rest, _ = exchange(server_port, head)
    assert line == "HTTP/1.1 100 Continue"
    assert rest.startswith("HTTP/1.1 201 Created")


@pytest.mark.parametrize(("more", "closed"), [("", True), ("Connection: keep-alive\n", False)])
def test_an_old_client_is_answered_in_its_version(server_port: int, more: str, closed: bool) -> None:
    line, headers, body, ended = exchange(server_port, f"GET /version HTTP/1.0\n{more}\n")
    assert (line, body, ended) == ("HTTP/1.0 200 OK", VERSION, closed)
    assert ("Connection: keep-alive" in headers) is not closed


def test_a_connection_is_kept_until_the_client_asks_to_close_it(server_port: int) -> None:
    assert exchange(server_port, "GET /version HTTP/1.1\nHost: x\n\n")[3] is False
    _, headers, _, closed = exchange(server_port, "GET /version HTTP/1.1\nHost: x\nConnection: close\n\n")
    assert closed
    assert "Connection: close" in headers


def test_line_feeds_alone_end_lines_too(server_port: int) -> None:
    with socket.create_connection(("127.0.0.1", server_port), timeout=10) as sock:
        sock.sendall(b"GET /version HTTP/1.1\nHost: x\nConnection: close\n\n")
        assert sock.makefile("rb").read().startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_whole_address_is_as_good_as_a_path(server_port: int) -> None:
    assert exchange(server_port, "GET http://elsewhere/version HTTP/1.1\nHost: x\n\n")[2] == VERSION


def test_the_server_as_such_can_be_asked_for_its_options(server_port: int) -> None:
    line, headers, _, _ = exchange(server_port, "OPTIONS * HTTP/1.1\nHost: x\n\n")
    assert line == "HTTP/1.1 200 OK"
    assert "Content-Length: 0" in headers


def test_what_follows_a_hash_belongs_to_the_path(server_port: int) -> None:
    assert exchange(server_port, "GET /version#x HTTP/1.1\nHost: x\n\n")[2] == "404 page not found\n"


def test_a_body_may_come_in_chunks(server_port: int) -> None:
    head = "POST /populate HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n"
    line, _, body, _ = exchange(server_port, f"{head}1\n[\n1\n]\n0\n\n")
    assert (line, body) == ("HTTP/1.1 201 Created", '{"proxies":null}')


def test_every_answer_has_a_date(server_port: int) -> None:
    _, headers, _, _ = exchange(server_port, "GET /version HTTP/1.1\nHost: x\n\n")
    (date,) = [one for one in headers if one.startswith("Date: ")]
    assert re.fullmatch(r"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", date)
