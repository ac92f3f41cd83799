"""A file as it was written: plain values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.structure import Json

__all__ = ["Document", "Spot", "pointer"]

Spot = tuple[int, int]
"""Line and column, both from 1."""


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901): ``pointer("steps", 3, "role")`` is ``/steps/3/role``."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


@dataclass(frozen=True, slots=True)
class Document:
    """``values`` and ``keys`` give the place of each value and of each key by JSON pointer."""

    file: str
    value: Json
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""
    values: Mapping[str, Spot] = field(default_factory=dict)
    keys: Mapping[str, Spot] = field(default_factory=dict)

    def spot(self, at: str) -> Spot:
        """Where the value stands; the nearest thing around it when it is not there."""
        while at not in self.values and at:
            at = at.rpartition("/")[0]
        return self.values.get(at, (1, 1))

    def key_spot(self, at: str) -> Spot:
        """Where the key stands."""
        return self.keys.get(at) or self.spot(at)
