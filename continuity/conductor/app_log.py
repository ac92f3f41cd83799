"""The order-entry stand-in's own log: every order that it took, and whether it saw the CRM accept it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from continuity.clock import from_iso
from continuity.conductor.addresses import Addresses
from continuity.structure import JsonObject

__all__ = ["SOURCE", "AppOrder", "LogReader", "log_reader"]

SOURCE = "order-entry"
_DEADLINE_S = 5.0


@dataclass(frozen=True, slots=True)
class AppOrder:
    """One order in the app's log; ``at`` is milliseconds UTC."""

    number: str
    total_minor: int
    currency: str
    at: int
    accepted: bool
    customer: str = ""


LogReader = Callable[[], "tuple[AppOrder, ...] | None"]
"""Gives the whole log, none when it could not be read."""


def log_reader(addresses: Addresses) -> LogReader | None:
    """Reads the log of the order-entry stand-in; none where the run has no such stand-in."""
    found = addresses.stand_ins.get(SOURCE)
    return None if found is None else lambda: _read(found.url)


def _read(url: str) -> tuple[AppOrder, ...] | None:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_DEADLINE_S)
    try:
        connection.request("GET", "/orders")
        found = json.loads(connection.getresponse().read())
        return tuple(_order(one) for one in found)
    except (OSError, HTTPException, ValueError, KeyError):
        return None  # a stand-in that died shows in the probes
    finally:
        connection.close()


def _order(one: JsonObject) -> AppOrder:
    total = one["total_minor"]
    minor = total if isinstance(total, int) else 0
    number, currency, at = str(one["number"]), str(one["currency"]), from_iso(str(one["at"]))
    return AppOrder(number, minor, currency, at, one["outcome"] == "accepted", str(one["customer"]))
