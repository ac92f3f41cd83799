"""Where things are before a run: proxies that stand already, on a server that is named. Reads only."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from continuity.clock import Clock
from continuity.conductor.addresses import STAND_IN, Addresses
from continuity.conductor.baseline import take_baseline
from continuity.conductor.choose_server import needs_standing_server
from continuity.conductor.standing_proxy import standing_proxy
from continuity.errors import ContinuityError, Refused
from continuity.faults.api import Api
from continuity.faults.token import server_at
from continuity.faults.wire import UNHURRIED_S, Wire
from continuity.plan import FrozenPlan

__all__ = ["standing_addresses", "standing_reasons"]

_PATIENCE_MS = 4_000


def standing_reasons(plan: FrozenPlan, server: str | None, clock: Clock, root: Path = Path()) -> list[str]:
    """What speaks against a drill at points that stand already: no server, no proxy, another one, not healthy."""
    try:
        addresses = replace(standing_addresses(plan, server, clock), root=root)
        here = [point for point in plan.watched_points() if plan.place(point).proxy is None]
        targets = addresses.targets(plan, [*addresses.listens, *here])
        return list(take_baseline(targets, 1, _PATIENCE_MS, clock).problems)
    except ContinuityError as error:
        return [error.message, *getattr(error, "reasons", ())]


def standing_addresses(plan: FrozenPlan, server: str | None, clock: Clock) -> Addresses:
    """Names and listen addresses of standing proxies; ``Refused`` lists those that are missing, held, or others."""
    if server is None:
        return _without_server(plan)
    ref = server_at(server, os.environ)
    # A server that does not answer is a reason, also where only stand-ins would be behind it.
    Api(Wire(ref, clock, UNHURRIED_S)).proxies()
    names: dict[str, str] = {}
    listens: dict[str, str] = {}
    against = []
    for point in plan.watched_points():
        wanted = plan.place(point).proxy
        if wanted is None or wanted.upstream.startswith(STAND_IN):
            continue
        try:
            found = standing_proxy(ref, clock, point, wanted)
        except Refused as refusal:
            against.append(refusal.message)
        else:
            names[point], listens[point] = found.name, found.listen
    if against:
        raise Refused(against[0], against[1:])
    return Addresses("unknown", ref, proxies=names, listens=listens)


def _without_server(plan: FrozenPlan) -> Addresses:
    standing = needs_standing_server(plan)
    if standing:
        raise Refused(f"no Toxiproxy server is named for {', '.join(standing)}")
    return Addresses("none")
