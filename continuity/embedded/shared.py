"""What all proxies of a server share."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.clock import Clock
from continuity.embedded.lease import Leases
from continuity.embedded.link.chance import Chance
from continuity.embedded.traffic import Traffic

__all__ = ["Shared"]


@dataclass(frozen=True, slots=True)
class Shared:
    """Chance, time, the counters and the leases."""

    chance: Chance
    clock: Clock
    traffic: Traffic
    leases: Leases
