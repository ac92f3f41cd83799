"""Heads of requests drawn at random: first line and headers, sound ones, odd ones and broken ones.

Never drawn is what the page about the server says is different: a body that is shorter than announced, chunks that
are badly cut, heads over 64 KB. And the connection is always to be closed, so that the answer has an end.
"""

from __future__ import annotations

from random import Random

__all__ = ["with_head"]

VERSIONS = ("HTTP/1.0", "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/0.9", "HTTP/1.10", "http/1.1", "HTTP/1", "1.1", "")
TARGETS = (
    *("*", "http://x/version", "HTTP://x//version?a", "http://x", "http://x?a=b", "x", "x:y", "x:y?z", ":x", "?a"),
    *("http:/", "http:/version", "http:///version", "http://[::1]:80/version", "http://a:b/", "http://a b/"),
    *("http://u@x/version", "/version?\x7f", "/\x01", "/version?%zz", "/version?a b", "//version?"),
    *("/a//!'()*,;[]{}|^`<>\"\\~", "/%2F/%2f//x", "/é//", "//a%20b", "1http://x/version", "h+t.p-1://x/version"),
    *("h_t://x/version", "http://x:/version", "http://:1/version", "/.", "/..", "/a/.", "/a/..", "/a/...//"),
    *("/version/.", "/version/..//version", "//version??", "/version#a//b"),
)
HEADERS = (
    *("A: b", "A:b", "a:", "A : b", "A b: c", " A: b", "\tA: b", ": b", "A", "A=b", "A: \x01", "A: \x7f"),
    *("A: \t b \t", "A: ÿ", "é: b", "A: b\r\n c", "A: b\r\n\tc: d", "A: b\r\n ", "A:\r\n b", "A\r\n : b"),
    *("A: b\x00", "A(: b", "A\t: b", "A: b\rc", "Content-Type: text/plain", "Accept-Encoding: gzip"),
    *("Origin: http://x", "Upgrade: h2c", "Range: bytes=0-1", "Trailer: A", "User-Agent: Mozilla/5"),
    *("user-agent:Mozilla/5", "User-Agent:\r\n Mozilla/5", "User-Agent: x", "User-Agent: Mozilla"),
    *("Expect: 100-continue", "Expect: x", "Expect:", "Expect: x 100-CONTINUE", "Expect: 100-continues"),
    *("expect: 100-Continue, x", "Connection: x", "Connection: close", "Connection: upgrade"),
    *("Proxy-Connection: close", "Cookie: a=b", "Date: x", "Pragma: no-cache"),
)
HOSTS = (
    *("Host:", "host: x", "HOST: x:1", "Host: [::1]:80", "Host: a b", "Host: a/b", "Host: é", "Host : x"),
    *("Host: x\r\n y", "Host: x\r\nHost: x", "Host: x\r\nhost: y", "Host: a{b}", "Host: a,b;c='d'", "Host: a?b"),
    *('Host: "a"', "Host: a_b~c", "", ""),
)
CLOSINGS = (
    *("connection: CLOSE", "Connection: x, close", "Connection: close ,x", "Connection: x\r\nConnection: close"),
    *("Connection:\r\n close", "Connection:close\t", "Connection: close\r\nConnection: x"),
)
LENGTHS = (
    *("Content-Length: {0}\r\nContent-Length: {0}", "content-length:{0}", "Content-Length: 00{0}"),
    *("Content-Length: \t{0} ", "Content-Length: {0}\r\nContent-Length: {1}", "Content-Length: +{0}"),
    *("Content-Length: -{0}", "Content-Length: {0}, {0}", "Content-Length: 9223372036854775808"),
    *("Content-Length: 99999999999999999999999", "Content-Length:", "Content-Length: 0x0", "Content-Length : {0}"),
    *("Content-Length: {0}.0", "Content-Length: {0}\r\nContent-Length:", "Content-Length: 1_0"),
    *("Content-Length: ²", "Content-Length: 0", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, gzip"),
    *("Transfer-Encoding: identity\r\nContent-Length: {0}", "Transfer-Encoding:", "Content-Length: {0}\r\n "),
)
CHUNKED = (
    *("Transfer-Encoding: chunked", "transfer-encoding: CHUNKED", "Transfer-Encoding: chunked\r\nTrailer: A, b"),
    *("Transfer-Encoding: chunked\r\nTrailer: A, content-length"),
    *("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",),
    *("Transfer-Encoding: chunked\r\nContent-Length: 3", "Transfer-Encoding: chunked\r\nContent-Length: x"),
)


def with_head(chance: Random, method: str, path: str, agent: str, body: bytes) -> bytes:
    """Give the bytes of a request; in one of three something about its head is odd."""
    odd = chance.random() < 0.35
    version, host, closing, ends = "HTTP/1.1", "Host: x", "Connection: close", "\r\n"
    length = f"Content-Length: {len(body)}"
    more = [f"User-Agent: {agent}"] if agent else []
    if odd:
        version = _now_and_then(chance, VERSIONS, version)
        path = _now_and_then(chance, TARGETS, path)
        host = _now_and_then(chance, HOSTS, host)
        closing = _now_and_then(chance, CLOSINGS, closing)
        length = (
            _now_and_then(chance, LENGTHS, length).replace("{0}", str(len(body))).replace("{1}", str(len(body) + 1))
        )
        more += chance.sample(HEADERS, chance.choice((0, 0, 1, 1, 2)))
        ends = chance.choice(("\r\n",) * 9 + ("\n",))
        if version == "HTTP/1.1" and chance.random() < 0.1:
            length, body = chance.choice(CHUNKED), _in_chunks(chance, body)
    lines = [one for one in (host, *more, length) if one]
    if odd:
        chance.shuffle(lines)
    # Whatever follows with a space before it would belong to this header.
    first_of_all = odd and not any(line[0] in " \t" for line in lines) and chance.random() < 0.5
    lines = [closing, *lines] if first_of_all else [*lines, closing]
    first = f"{method} {path} {version}"
    if odd and chance.random() < 0.05:
        first = chance.choice(
            (f" {first}", f"\r\n{first}", first.replace(" ", "  ", 1), first.replace(" ", "\t"), f"{first} ")
        )
    head = "\r\n".join((first, *lines, "", "")).replace("\r\n", ends)
    return head.encode("utf-8" if not odd else "latin-1", "replace") + body


def _now_and_then(chance: Random, choices: tuple[str, ...], usual: str) -> str:
    return chance.choice(choices) if chance.random() < 0.12 else usual


def _in_chunks(chance: Random, body: bytes) -> bytes:
    chunks = b""
    while body:
        size = chance.randrange(1, len(body) + 1)
        extension = chance.choice((b"", b"", b";a=b", b" "))
        shown = chance.choice((b"%x", b"%X", b"00%x")) % size
        chunks += shown + extension + b"\r\n" + body[:size] + b"\r\n"
        body = body[size:]
    return chunks + chance.choice((b"0\r\n\r\n", b"000;x\r\n\r\n", b"0\r\nA: b\r\n\r\n"))
