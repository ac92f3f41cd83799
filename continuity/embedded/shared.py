"""What all proxies of a server share."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.clock import Clock
from continuity.embedded.lease import Leases
from continuity.embedded.link.chance import Chance
from continuity.embedded.traffic import Traffic

__all__ = ["Place", "Places", "Shared"]


@dataclass(slots=True)
class Places:
    """How many more files the server may open beyond those that are kept for the API."""

    files: int


class Place:
    """The file for a proxy's listener: kept from its first listening until the proxy goes, through every disabling.

    Otherwise clients of others could take it meanwhile, and what was disabled could not be enabled again.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._taken = False

    @property
    def can_be_had(self) -> bool:
        """Whether it is taken already, or there is a file for it."""
        return self._taken or self._places.files > 0

    def take(self) -> None:
        """Take it, if not yet."""
        self._places.files -= not self._taken
        self._taken = True

    def give_back(self) -> None:
        """Leave it to others."""
        self._places.files += self._taken
        self._taken = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Chance, time, the counters, the leases, and the places for sockets."""

    chance: Chance
    clock: Clock
    traffic: Traffic
    leases: Leases
    places: Places
