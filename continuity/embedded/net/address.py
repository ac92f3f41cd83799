"""Reading addresses as Toxiproxy writes them: ``host:port``, ``[::1]:port``, ``:port``, ``host:service``."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from continuity.embedded.problem import AddressProblem

__all__ = ["Address", "is_literal", "looks_numeric", "split_address"]

_NUMERIC = re.compile(r"(.*\.)?([0-9]+|0[xX][0-9a-fA-F]*)\.?")
_PORT = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Address:
    """A host (name or literal; empty for every interface) and a port number."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as the API shows it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def split_address(text: str) -> Address:
    """Read an address; raises ``AddressProblem`` in the words of the original."""
    if not text:
        return Address("", 0)
    host, colon, port = text.rpartition(":")
    if text.startswith("["):
        host, port = _bracketed(text)
    elif not colon:
        raise AddressProblem(f"address {text}: missing port in address")
    elif ":" in host:
        raise AddressProblem(f"address {text}: too many colons in address")
    for bracket in "[]":
        if bracket in host + port:
            raise AddressProblem(f"address {text}: unexpected '{bracket}' in address")
    return Address(host, _port(port))


def is_literal(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def looks_numeric(host: str) -> bool:
    """Whether a host ends in a number: no name does, and systems read ``127.1`` or ``010.0.0.1`` each in their way."""
    return _NUMERIC.fullmatch(host) is not None


def _bracketed(text: str) -> tuple[str, str]:
    host, bracket, rest = text[1:].partition("]")
    if not bracket:
        raise AddressProblem(f"address {text}: missing ']' in address")
    if not rest.startswith(":"):
        raise AddressProblem(f"address {text}: missing port in address")
    if ":" in rest[1:]:
        raise AddressProblem(f"address {text}: too many colons in address")
    return host, rest[1:]


def _port(text: str) -> int:
    if not text:
        return 0
    if not _PORT.fullmatch(text):
        return _service(text)
    if not 0 <= int(text) <= 65535:
        raise AddressProblem(f"address {text}: invalid port")
    return int(text)


def _service(name: str) -> int:
    try:
        return socket.getservbyname(name, "tcp")
    except (OSError, ValueError):
        raise AddressProblem(f"lookup tcp/{name}: unknown port") from None
