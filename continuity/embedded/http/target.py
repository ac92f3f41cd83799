"""The target of a request (RFC 9112 3.2, RFC 3986): a path, a whole URL, ``*``, or what CONNECT names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from continuity.embedded.http.bad_request import BadRequest

__all__ = ["Target", "read_target"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(
    r"([A-Za-z0-9._:~!$&'()*+,;=%@-]*@)?([A-Za-z0-9._~!$&'()*+,;=<>\"-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]*)?"
)
_CUT_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/$&+,:;=@-._~"


@dataclass(frozen=True, slots=True)
class Target:
    """``path`` is decoded; ``before`` and ``query`` are what stood before and after it, as written."""

    path: str
    query: str = ""
    before: str = ""
    rootless: bool = False

    def moved(self, path: str) -> str:
        """Write the target with another path; one without a path of its own keeps what it has instead."""
        shown = "" if self.rootless else quote(path.encode("utf-8", "surrogateescape"), _SAFE)
        return self.before + shown + self.query


def read_target(method: str, text: str) -> Target:
    """Read a target, one character per byte; raises ``BadRequest``."""
    if not text or _CONTROL.search(text):
        raise BadRequest(400)
    if text == "*":
        return Target("*")
    if method == "CONNECT" and not text.startswith("/"):
        return _split("", f"//{text}")
    found = _SCHEME.match(text)
    scheme = f"{found[1].lower()}:" if found else ""
    return _split(scheme, text[found.end() :] if found else text, whole=bool(found))


def _split(scheme: str, text: str, *, whole: bool = True) -> Target:
    """Tell authority, path and query apart; ``whole`` says that this is a URL, and no mere path."""
    rest, mark, query = text.partition("?")
    query = mark + query
    if not rest.startswith("/"):
        if not scheme:
            raise BadRequest(400)
        return Target("", query, scheme + rest, rootless=True)
    if not (whole and rest.startswith("//")):
        return Target(_decoded(rest), query, scheme)
    authority, slash, path = rest[2:].partition("/")
    if not _AUTHORITY.fullmatch(authority):
        raise BadRequest(400)
    return Target(_decoded(slash + path), query, f"{scheme}//{authority}")


def _decoded(path: str) -> str:
    if _CUT_ESCAPE.search(path):
        raise BadRequest(400)
    return unquote_to_bytes(path.encode("latin-1")).decode("utf-8", "surrogateescape")
