"""The token that a Toxiproxy server may want: read in one place, shown and kept nowhere.

It is in the environment (``TOXIPROXY_TOKEN``, or the password in ``TOXIPROXY_URL``), so that every process that a run
starts has it too, the guard above all; or it is the password of an address that somebody has just typed. A password is
sent to the server of its address alone. ``TOXIPROXY_TOKEN`` is sent to the server of ``TOXIPROXY_URL``, or to the one
that is named otherwise where that is not set; and to a server whose promise says that it wanted a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote

from continuity.faults.promise import ServerRef

__all__ = ["VARIABLE", "bare", "server_at", "with_token"]

VARIABLE = "TOXIPROXY_TOKEN"
_ADDRESS = "TOXIPROXY_URL"


def bare(address: str) -> str:
    """The address as it may be shown: no user, no password, no slash at its end."""
    return _split(address)[0]


def server_at(address: str, environ: Mapping[str, str]) -> ServerRef:
    """Name a server by an address that a person wrote, with the token that belongs to it."""
    url, password = _split(address)
    elsewhere = environ.get(_ADDRESS, "").strip() and not _is_named(url, environ)
    token = password or (None if elsewhere else _token(url, environ))
    return ServerRef(url, token, wants_token=token is not None)


def with_token(server: ServerRef, environ: Mapping[str, str]) -> ServerRef:
    """Give a server out of a promise its token; one that needed none when it was promised gets none."""
    return replace(server, token=_token(server.url, environ)) if server.wants_token else server


def _token(url: str, environ: Mapping[str, str]) -> str | None:
    password = _split(environ.get(_ADDRESS, ""))[1] if _is_named(url, environ) else None
    return password or _sendable(environ.get(VARIABLE, ""))


def _is_named(url: str, environ: Mapping[str, str]) -> bool:
    """Whether ``TOXIPROXY_URL`` names this server."""
    return bare(environ.get(_ADDRESS, "")).removeprefix("http://") == url.removeprefix("http://")


def _split(address: str) -> tuple[str, str | None]:
    """Take what stands before the last @ away; a token that was not encoded may hold a slash."""
    scheme, mark, rest = address.strip().rpartition("://")
    who, _, place = rest.rpartition("@")
    return f"{scheme}{mark}{place}".rstrip("/"), _sendable(unquote(who.partition(":")[2]))


def _sendable(text: str) -> str | None:
    """None for what no header can hold: healing must come as far as being refused."""
    token = text.strip()
    return token if token.isascii() and token.isprintable() and token and " " not in token else None
