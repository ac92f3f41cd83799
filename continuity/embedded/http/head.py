"""The head of a request (RFC 9112 3 and 5): its first line, and its headers, which may be folded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from continuity.embedded.http.bad_request import BadRequest
from continuity.embedded.http.incoming import HEAD_LIMIT, Incoming
from continuity.embedded.http.target import Target, read_target

__all__ = ["Head", "read_head"]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z -]+")
_BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_VERSION = re.compile(r"HTTP/([0-9])\.([0-9])")
_HOST = re.compile(r"[A-Za-z0-9\[\]:.!$%&'()*+,;=@_~-]*")
_BETWEEN_WORDS = re.compile("[ ,\t]")
_NO_VALUES: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """``fields`` has all values of a header in their order, by its name in lower case."""

    method: str
    target: Target
    version: tuple[int, int]
    fields: Mapping[str, Sequence[str]]

    @property
    def old(self) -> bool:
        """Whether the client speaks HTTP/1.0."""
        return self.version == (1, 0)

    def values(self, name: str) -> Sequence[str]:
        """Give every value of a header."""
        return self.fields.get(name, _NO_VALUES)

    def first(self, name: str) -> str:
        """Give the first value of a header, or nothing."""
        return next(iter(self.values(name)), "")

    def lists(self, name: str, word: str) -> bool:
        """Whether a header, whose values are separated by commas, has that word in it."""
        return any(word == one.strip(" \t").lower() for value in self.values(name) for one in value.split(","))

    def says(self, name: str, word: str) -> bool:
        """Whether the first value of a header has that word in it, between spaces or commas."""
        return word in _BETWEEN_WORDS.split(self.first(name).lower())

    def check(self) -> None:
        """Raise ``BadRequest`` for what is well-formed and yet not to be answered."""
        if self.version[0] != 1:
            raise BadRequest(505, note="unsupported protocol version")
        if "host" not in self.fields and not self.old and self.method != "CONNECT":
            raise BadRequest(400, note="missing required Host header")
        if not _HOST.fullmatch(self.first("host")):
            raise BadRequest(400, note="malformed Host header")
        if any(" " in name for name in self.fields):
            raise BadRequest(400, note="invalid header name")


async def read_head(incoming: Incoming) -> Head:
    """Read a head to its end; raises ``BadRequest`` for what is none."""
    method, _, rest = _text(await incoming.line()).partition(" ")
    target, _, protocol = rest.partition(" ")
    version = _VERSION.fullmatch(protocol)
    if version is None or not _TOKEN.fullmatch(method):
        raise BadRequest(400)
    where = read_target(method, target)
    fields = await _fields(incoming)
    if len(fields.get("host", ())) > 1:
        raise BadRequest(400)
    return Head(method, where, (int(version[1]), int(version[2])), fields)


async def _fields(incoming: Incoming) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    read = 0
    if await incoming.look(1) in b" \t":
        raise BadRequest(400)
    while line := await _unfolded(incoming):
        read += len(line)
        if read > HEAD_LIMIT:
            raise BadRequest(431)
        name, _, value = line.partition(":")
        if not _NAME.fullmatch(name) or _BAD_VALUE.search(value):
            raise BadRequest(400)
        fields.setdefault(name.lower(), []).append(value.lstrip(" \t"))
    return fields


async def _unfolded(incoming: Incoming) -> str:
    """Take a header with the lines that continue it, which begin with a space."""
    line = _text(await incoming.line())
    if not line:
        return ""
    if ":" not in line:
        raise BadRequest(400)
    parts = [line.strip(" \t")]
    length = len(line)
    while await incoming.look(1) in b" \t":
        more = _text(await incoming.line())
        length += len(more)
        if length > HEAD_LIMIT:
            raise BadRequest(431)
        parts.append(more.strip(" \t"))
    return " ".join(parts)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")
