"""Requests drawn at random: sound ones, odd ones and broken ones, always the same for one seed."""

from __future__ import annotations

import json
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from odd_heads import with_head

__all__ = ["Answered", "Request", "ask", "draw"]

NAMES = ("a", "b", "é", "x y")
KINDS = {
    "latency": ("latency", "jitter"),
    "bandwidth": ("rate",),
    "slow_close": ("delay",),
    "timeout": ("timeout",),
    "reset_peer": ("timeout",),
    "slicer": ("average_size", "size_variation", "delay"),
    "limit_data": ("bytes",),
    "noop": (),
}
LISTENS = (
    *("127.0.0.1:0",) * 6,
    *("localhost:0", "[::1]:0", "nope", "127.0.0.1:99999", "*:0", "::1:0", "[::x", "127.0.0.1:-1", "127.0.0.1:"),
    *("a:b:c", "[127.0.0.1]:0", "127.0.0.1:0x1", "[]:0", "]:0", "[::1]0", "127.0.0.1:+0", "tcp", "127.0.0.256:0"),
    *("127.0.0.1:no-such-service", "127.0.0.1:070000", "127.1:0"),
)
ODD = (
    *("1", "0", "1.0", "1e3", "1.5", '"1"', "true", "false", "null", "[]", "[1]", "{}", '{"a":1}', "1e400"),
    *("99999999999999999999", "3.5e38", "0.1", "-0", '""', '"<&>\\u2028"', '"\\ud800"', "1E5", "1e-7", "123456789.123"),
)
PATHS = (
    *("/", "/proxies/", "//x", "/version", "/a/./b", "/metrics", "/proxies/a/toxics/", "/proxies/a%2Fb"),
    *("/version?x=1", "/%2e/version", "/..", "/proxies/a/../b", "/proxies/a//toxics", "/Version", "/proxies/%zz"),
    *("/proxies/%E9", "/proxies/a;b", "/proxies/a+b", "/version%20", "/version#x"),
)
SLIPS = '{}[]",:x\\\n0e.-\x01\x07t\té\ufeff\xa0\udcff\udce2'
METHODS = ("GET", "PUT", "HEAD", "OPTIONS", "POST", "DELETE", "FOO", "TRACE")
TOXICS = ("t1", "t2", "é", "latency_downstream", "noop_upstream", "timeout_upstream")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: str
    agent: str = ""


@dataclass(frozen=True)
class Answered:
    """Status line, headers without what is each time another, and the body with ephemeral ports made alike."""

    line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def draw(chance: Random) -> bytes:
    """Draw the next request, as it is sent."""
    request = _request(chance)
    body = request.body.encode("utf-8", "surrogateescape")
    return with_head(chance, request.method, request.path, request.agent, body)


def _request(chance: Random) -> Request:
    """Draw a request. Ones whose effect is known to differ are not among them (``/reset``, bad ranges)."""
    proxy, toxic = f"/proxies/{quote(chance.choice(NAMES))}", quote(chance.choice(TOXICS))
    kind = chance.randrange(12)
    agent = chance.choice(("Mozilla/5", "mozilla/", "Mozilla")) if chance.random() < 0.05 else ""
    update = chance.choice(("POST", "PATCH"))
    if kind < 2:
        return Request("POST", "/proxies", _proxy(chance) if kind else _sound(chance), agent)
    if kind < 4:
        return Request("POST", f"{proxy}/toxics", _toxic(chance), agent)
    if kind < 6:
        return Request(update, f"{proxy}/toxics/{toxic}", _object(chance, _update(chance)), agent)
    if kind == 6:
        change = _object(chance, {**_listen(chance), "upstream": '"127.0.0.1:2"'}, "upstream")
        return Request(update, proxy, change, agent)
    if kind == 7:
        path = chance.choice((proxy, f"{proxy}/toxics", f"{proxy}/toxics/{toxic}", "/proxies"))
        return Request("GET", path, "", agent)
    if kind == 8:
        return Request("DELETE", chance.choice((proxy, f"{proxy}/toxics/{toxic}")), "", agent)
    if kind == 9:
        entries = ",".join(_entry(chance) for _ in range(chance.randrange(4)))
        return Request("POST", "/populate", f"[{entries}]", agent)
    if kind == 10:
        return Request("POST", "/populate", chance.choice(ODD), agent)
    return Request(chance.choice(METHODS), chance.choice(PATHS), "", agent)


def _sound(chance: Random) -> str:
    return json.dumps({"name": chance.choice(NAMES), "upstream": "u:1", "listen": "127.0.0.1:0"})


def _listen(chance: Random) -> dict[str, str]:
    return {"listen": json.dumps(chance.choice(LISTENS)), "enabled": chance.choice(("true", "false"))}


def _proxy(chance: Random) -> str:
    return _object(chance, {**_named(chance), "upstream": '"127.0.0.1:1"', **_listen(chance)})


def _entry(chance: Random) -> str:
    """A proxy in a population.

    On the page: populating a wildcard again changes nothing, nor does the text that a disabled proxy has. So the
    address is never left out, one that will be shown otherwise is always enabled, and no other request makes the like.
    """
    where = _listen(chance)
    if where["listen"] not in ('"127.0.0.1:0"', '"[::1]:0"'):
        del where["enabled"]
    return _object(chance, {**_named(chance), "upstream": '"127.0.0.1:3"', **where}, "listen")


def _named(chance: Random) -> dict[str, str]:
    name = {"name": json.dumps(chance.choice(NAMES), ensure_ascii=chance.random() < 0.5)}
    logger = {"Logger": chance.choice(("{}", "5", '"x"', "null", "[]"))}
    return {**name, **logger} if chance.random() < 0.05 else name


def _update(chance: Random) -> dict[str, str]:
    """An update with attributes that are whole: half of a bad one would take effect in the original."""
    names = KINDS[chance.choice(list(KINDS))]
    return {"toxicity": "0.25", "attributes": json.dumps(dict.fromkeys(names, 5))}


def _toxic(chance: Random) -> str:
    kind = chance.choice((*KINDS, "Latency", "down"))
    sizes = {name: "1000" if name == "average_size" else chance.choice("015") for name in KINDS.get(kind, ("latency",))}
    fields = {
        "type": json.dumps(kind),
        "name": json.dumps(chance.choice(("", "t1", "t2", "é"))),
        "stream": chance.choice(('"upstream"', '"downstream"', '"UPSTREAM"', '""', '"up"')),
        "toxicity": chance.choice(("1", "0.5", "0.3333333333", "0")),
        "attributes": _object(chance, sizes) if chance.random() < 0.3 and kind != "slicer" else _plain(sizes),
    }
    return _object(chance, fields)


def _plain(fields: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"


def _object(chance: Random, fields: dict[str, str], keep: str = "") -> str:
    """Write an object, most of the time as it was meant."""
    items = []
    for name, value in fields.items():
        if chance.random() < 0.12 and name != keep:
            continue
        shown = chance.choice((name.upper(), name.title(), _folding_alike(name))) if chance.random() < 0.12 else name
        odd = chance.random() < 0.15 and name not in ("attributes", keep)
        items.append(f'"{shown}":{chance.choice(ODD) if odd else value}')
    chance.shuffle(items)
    text = "{" + chance.choice((",", ", ", ",\n")).join(items) + "}"
    fate = chance.random()
    if fate < 0.05:
        return text[: chance.randrange(len(text) + 1)]
    if fate < 0.1:
        place = chance.randrange(len(text))
        return text[:place] + chance.choice(SLIPS) + text[place + chance.choice((0, 1)) :]
    return text + chance.choice((" x", "}", "{}")) if fate < 0.13 else text


def _folding_alike(name: str) -> str:
    """The same name to a reader that folds case: with a long s, or with a ligature that folds to two letters."""
    return name.replace("st", "\ufb06") if "st" in name else name.replace("s", "\u017f")


def ask(port: int, request: bytes) -> Answered:
    """Send a request as it is, and read the answer to its end."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock, suppress(ConnectionError):
        sock.sendall(request)
        while piece := sock.recv(65536):
            answer += piece
    return _answered(answer)


def _answered(answer: bytes) -> Answered:
    # On the page: a request is read whole, so a client that waits to go on is told to, whatever becomes of it.
    head, _, body = answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n").partition(b"\r\n\r\n")
    line, *lines = head.decode("latin-1").split("\r\n")
    shown = sorted(_shown(*one.split(": ", 1)) for one in lines)
    if b'"error"' in body:  # On the page: error bodies are labelled application/json.
        shown = [(name, value) for name, value in shown if name != "content-type"]
    body = re.sub(rb"(lookup \S+) on \S+:", rb"\1:", body)  # On the page: the name server is not named.
    return Answered(line, tuple(shown), re.sub(rb"(127\.0\.0\.1|\[::1?\]):[1-9]\d+", rb"\1:P", body))


def _shown(name: str, value: str) -> tuple[str, str]:
    """What of a header is to be the same: the original sends long bodies in chunks."""
    name = name.lower()
    if name in ("content-length", "transfer-encoding"):
        return "framing", "some"
    if name == "date":
        return name, "some"
    return name, f"{len(value)} characters" if name == "x-toxiproxy-request-id" else value
