"""The address of a server as people write it, taken apart and looked at before anything is called."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from continuity.errors import UsageProblem

__all__ = ["Address", "address_of"]

_HINT = (
    "Write it like http://127.0.0.1:8474, wherever it stands: --server, TOXIPROXY_URL, or servers: of continuity.yaml."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and the path before that of each call."""

    host: str
    port: int
    base: str


def address_of(url: str) -> Address:
    """Take an address apart; raises ``UsageProblem``, saying what is wrong with it."""
    try:
        parts = urlsplit(url)
    except ValueError as problem:
        raise _no_address(url, str(problem)) from None
    if parts.scheme != "http" or not parts.hostname:
        raise _no_address(url, "it does not begin with http:// and a name")
    if not url.isprintable() or " " in url or not parts.path.isascii():
        raise _no_address(url, "there is a blank in it, or something else that no address has")
    return Address(_host(parts.hostname, url), _port(parts, url), parts.path.rstrip("/"))


def _host(name: str, url: str) -> str:
    try:
        name.encode("idna")
    except UnicodeError:
        raise _no_address(url, f"{name!r} can be no computer's name") from None
    return name


def _port(parts: SplitResult, url: str) -> int:
    try:
        port = 80 if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not port:
        raise _no_address(url, "its port is no number from 1 to 65535")
    return port


def _no_address(url: str, why: str) -> UsageProblem:
    return UsageProblem(f"{url!r} is no server address: {why}", _HINT)
