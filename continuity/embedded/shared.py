"""What all proxies of a server share."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.clock import Clock
from continuity.embedded.lease import Leases
from continuity.embedded.link.chance import Chance
from continuity.embedded.traffic import Traffic

__all__ = ["Places", "Shared"]


@dataclass(slots=True)
class Places:
    """How many more files the server may open beyond those that are kept for the API."""

    files: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Chance, time, the counters, the leases, and the places for sockets."""

    chance: Chance
    clock: Clock
    traffic: Traffic
    leases: Leases
    places: Places
