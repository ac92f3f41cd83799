"""Has the order-entry stand-in send its orders through the proxy while the run runs."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

from continuity.conductor.addresses import Addresses
from continuity.plan import FrozenPlan

__all__ = ["APP_PREFIX", "start_traffic", "stop_traffic"]

APP_PREFIX = "W26-"
"""Begins the number of each order that the order-entry stand-in takes."""

_ORDER_ENTRY = "order-entry"
_EVERY_MS = 500


def start_traffic(plan: FrozenPlan, addresses: Addresses) -> None:
    """Orders begin to come; nothing happens when the environment has no such traffic."""
    point = plan.environment.traffic
    listen = addresses.listens.get(point) if point else None
    if listen is None or _ORDER_ENTRY not in addresses.stand_ins:
        return
    wish = {"every_ms": _EVERY_MS, "target": f"http://{listen}", "prefix": APP_PREFIX, "seed": plan.drill.pace.seed}
    _call(addresses, "POST", wish)


def stop_traffic(addresses: Addresses) -> None:
    """No more orders come."""
    if _ORDER_ENTRY in addresses.stand_ins:
        _call(addresses, "DELETE", None)


def _call(addresses: Addresses, method: str, body: dict[str, object] | None) -> None:
    parts = urlsplit(addresses.stand_ins[_ORDER_ENTRY].url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request(method, "/traffic", None if body is None else json.dumps(body))
        connection.getresponse().read()
    except OSError:
        pass  # a stand-in that died shows in the probes
    finally:
        connection.close()
