"""The body of a request (RFC 9112 6 and 7): how long it says that it is, and reading it."""

from __future__ import annotations

import re

from continuity.embedded.http.bad_request import BadRequest
from continuity.embedded.http.head import Head
from continuity.embedded.http.incoming import Incoming

__all__ = ["CHUNKED", "announced", "read_body"]

CHUNKED = -1
"""In place of a length: the body comes in chunks."""

_LIMIT = 16 * 1024 * 1024
_LENGTH = re.compile(r"[0-9]+")
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")
_FRAMING = ("transfer-encoding", "trailer", "content-length")


def announced(head: Head) -> int:
    """Give the length that the head says the body has; raises ``BadRequest`` where it contradicts itself."""
    codings = () if head.version < (1, 1) else head.values("transfer-encoding")
    if codings and [coding.lower() for coding in codings] != ["chunked"]:
        raise BadRequest(501, "Unsupported transfer encoding")
    lengths = {value.strip(" \t") for value in head.values("content-length")} or {"0"}
    length = lengths.pop()
    if lengths or not _LENGTH.fullmatch(length) or len(length.lstrip("0")) > 19 or int(length) >= 2**63:
        raise BadRequest(400)
    if not codings:
        return int(length)
    if any(head.lists("trailer", name) for name in _FRAMING):
        raise BadRequest(400)
    return CHUNKED


async def read_body(incoming: Incoming, length: int) -> bytes:
    """Read a body of that length, or of chunks; raises ``BadRequest`` for one that is too long or badly cut."""
    if length == CHUNKED:
        return await _chunked(incoming)
    if length > _LIMIT:
        raise BadRequest(413)
    return await incoming.exactly(length)


async def _chunked(incoming: Incoming) -> bytes:
    body = b""
    while size := await _size(incoming):
        if size + len(body) > _LIMIT:
            raise BadRequest(413)
        body += await incoming.exactly(size)
        if await incoming.exactly(2) != b"\r\n":
            raise BadRequest(400)
    while (await incoming.line()).strip(b"\r\n"):
        pass
    return body


async def _size(incoming: Incoming) -> int:
    line = await incoming.line()
    text = line.rstrip().split(b";")[0]
    if not line.endswith(b"\r\n") or not _SIZE.fullmatch(text):
        raise BadRequest(400)
    return int(text, 16)
