"""Reading a request from a stream (RFC 9112 2, 3, 5, 6, 7), as strict and as lenient as the original."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from continuity.embedded.http.message import BadRequest, Request

__all__ = ["HEAD_LIMIT", "read_request"]

HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 16 * 1024 * 1024
_READ_LIMIT = 15.0
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VERSION = re.compile(r"HTTP/([0-9])\.([0-9])")
_HOST = re.compile(r"[A-Za-z0-9\[\]:.!$%&'()*+,;=@_~-]*")
_BAD_TARGET = re.compile(r"%(?![0-9A-Fa-f]{2})|[\x00-\x20\x7f]")
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


@dataclass(frozen=True, slots=True)
class _Line:
    """The first line of a request."""

    method: str
    target: str
    old: bool


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, idle: float) -> Request | None:
    """Read the next request; None when the client has gone. Raises ``BadRequest`` for what is not HTTP.

    A client may be silent for ``idle`` seconds before a request, and then has 15 seconds for all of it.
    """
    try:
        async with asyncio.timeout(idle):
            first = await reader.readuntil(b"\n")
        async with asyncio.timeout(_READ_LIMIT):
            return await _request(_text(first), reader, writer)
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError:
        raise BadRequest(431) from None


async def _request(first: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    line = _request_line(first)
    headers = await _headers(reader, line)
    path, query = _path(line)
    expected = headers.get("expect", "").lower()
    if expected not in ("", "100-continue"):
        raise BadRequest(417, "")
    if expected:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await _body(reader, headers)
    return Request(line.method, path, query, headers, body, _keeps_open(line, headers), line.old)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")


def _request_line(line: str) -> _Line:
    parts = line.split(" ")
    version = _VERSION.fullmatch(parts[-1])
    if len(parts) != 3 or version is None or not _TOKEN.fullmatch(parts[0]) or not parts[1]:
        raise BadRequest(400)
    if version[1] != "1":
        raise BadRequest(505, note="unsupported protocol version")
    return _Line(parts[0], parts[1], version[2] == "0")


async def _headers(reader: asyncio.StreamReader, line: _Line) -> dict[str, str]:
    headers: dict[str, str] = {}
    read = 0
    while header := _text(raw := await reader.readuntil(b"\n")):
        read += len(raw)
        if read > HEAD_LIMIT:
            raise BadRequest(431)
        name, colon, value = header.partition(":")
        if not colon or not _TOKEN.fullmatch(name) or (name.lower() == "host" and "host" in headers):
            raise BadRequest(400)
        headers[name.lower()] = value.strip(" \t")
    if "host" not in headers and not line.old:
        raise BadRequest(400, note="missing required Host header")
    if not _HOST.fullmatch(headers.get("host", "")):
        raise BadRequest(400, note="malformed Host header")
    return headers


def _path(line: _Line) -> tuple[str, str]:
    """Give the decoded path and the query; a target may also be a whole URL, or ``*``."""
    target = line.target
    if "://" in target and not target.startswith("/"):
        _, slash, rest = target.partition("://")[2].partition("/")
        target = slash + rest or "/"
    if not target.startswith("/") and target != "*":
        raise BadRequest(400)
    path, _, query = target.partition("?")
    if _BAD_TARGET.search(path):
        raise BadRequest(400)
    return unquote_to_bytes(path.encode("latin-1")).decode("utf-8", "surrogateescape"), query


def _keeps_open(line: _Line, headers: Mapping[str, str]) -> bool:
    wish = headers.get("connection", "").lower()
    return "keep-alive" in wish if line.old else "close" not in wish


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    coding = headers.get("transfer-encoding", "").lower()
    if coding == "chunked":
        return await _chunked(reader)
    if coding:
        raise BadRequest(501, "Unsupported transfer encoding")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise BadRequest(400)
    if int(length[:20]) > _BODY_LIMIT:
        raise BadRequest(413)
    return await reader.readexactly(int(length))


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := await _size(reader):
        if size + len(body) > _BODY_LIMIT:
            raise BadRequest(413)
        body += await reader.readexactly(size)
        await reader.readuntil(b"\n")
    while _text(await reader.readuntil(b"\n")):
        pass
    return body


async def _size(reader: asyncio.StreamReader) -> int:
    text = (await reader.readuntil(b"\n")).split(b";")[0].strip()
    if not _SIZE.fullmatch(text):
        raise BadRequest(400)
    return int(text, 16)
