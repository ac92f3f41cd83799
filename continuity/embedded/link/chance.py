"""Who is hit: chance that depends on the seed and on nothing that happens to other toxics."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

__all__ = ["Chance"]


@dataclass(frozen=True, slots=True)
class Chance:
    """The server's seed."""

    seed: int

    def source(self, proxy: str, stream: str, toxic: str, connection: int) -> Random:
        """Give a source of chance: the same four always see the same numbers under one seed."""
        return Random(f"{self.seed}\0{proxy}\0{stream}\0{toxic}\0{connection}")
