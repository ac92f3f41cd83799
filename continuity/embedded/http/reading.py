"""Reading a request from a stream (RFC 9112 2, 3, 5, 6, 7)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from continuity.embedded.http.message import Request
from continuity.embedded.problem import ApiProblem

__all__ = ["HEAD_LIMIT", "read_request"]

HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 16 * 1024 * 1024


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """Read the next request; None when the client has gone. Raises ``ApiProblem`` for what is not HTTP."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError:
        raise ApiProblem(431, "request header fields too large") from None
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    method, target, version = _request_line(first)
    headers = _headers(lines)
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await _body(reader, headers)
    parts = urlsplit(target if "://" in target else f"//host{target}")
    return Request(method, unquote(parts.path), parts.query, headers, body, _keeps_open(version, headers))


def _request_line(line: str) -> tuple[str, str, str]:
    parts = line.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1.") or not parts[1]:
        raise ApiProblem(400, "bad request")
    return parts[0], parts[1], parts[2]


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise ApiProblem(400, "bad request")
        headers[name.lower()] = value.strip()
    return headers


def _keeps_open(version: str, headers: Mapping[str, str]) -> bool:
    wish = headers.get("connection", "").lower()
    return "keep-alive" in wish if version == "HTTP/1.0" else "close" not in wish


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    try:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await _chunked(reader)
        return await _exactly(reader, int(headers.get("content-length", "0")))
    except (ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise ApiProblem(400, "bad request") from None


async def _exactly(reader: asyncio.StreamReader, length: int) -> bytes:
    if length > _BODY_LIMIT:
        raise ApiProblem(413, "request body too large")
    return await reader.readexactly(length)


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        if size + len(body) > _BODY_LIMIT:
            raise ApiProblem(413, "request body too large")
        body += await reader.readexactly(size)
        await reader.readuntil(b"\r\n")
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return body
