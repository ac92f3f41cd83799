"""Who is hit: chance that depends on the seed and on nothing that happens to other toxics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from random import Random

__all__ = ["Chance", "Source"]


class Source:
    """A toxic's source of chance on one direction of one connection; the same key always gives the same numbers.

    A draw for toxicity costs little, since a toxic may meet thousands of connections at once; only the toxics that go
    on drawing get a generator.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    @property
    def luck(self) -> float:
        """A number from 0 to 1, 1 excluded."""
        digest = blake2b(self._key.encode("utf-8", "replace"), digest_size=7).digest()
        return (int.from_bytes(digest, "big") >> 3) / 2**53

    @cached_property
    def random(self) -> Random:
        """A generator of further numbers."""
        return Random(self._key)


@dataclass(frozen=True, slots=True)
class Chance:
    """The server's seed."""

    seed: int

    def source(self, proxy: str, stream: str, toxic: str, connection: int) -> Source:
        """Give a source of chance: the same four always see the same numbers under one seed."""
        return Source(f"{self.seed}\0{proxy}\0{stream}\0{toxic}\0{connection}")
