"""Which of very many keys come twice, or on one side only, without holding the keys: by 64 bits of each.

Two keys may share a fingerprint by chance, so whoever asks looks at the keys themselves of what is left here.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise

__all__ = ["Fingerprints", "unpaired"]

_PARTS = 8
"""A few at a time: eight bytes for each take little room, and what sorts or compares them ten times that."""


class Fingerprints:
    """One fingerprint (``hash``) for each key."""

    def __init__(self, keys: Iterable[Hashable] = ()) -> None:
        self._all = array("q", map(hash, keys))

    def add(self, key: Hashable) -> None:
        """One more."""
        self._all.append(hash(key))

    def parts(self) -> Iterator[list[int]]:
        """All of them, by their last bits."""
        return ([one for one in self._all if one % _PARTS == part] for part in range(_PARTS))

    def twice(self) -> frozenset[int]:
        """Those of keys that came more than once."""
        found = set[int]()
        for some in self.parts():
            some.sort()
            found.update(one for one, other in pairwise(some) if one == other)
        return frozenset(found)


def unpaired(ours: Fingerprints, theirs: Fingerprints) -> frozenset[int]:
    """Those that stand on one side only."""
    found = set[int]()
    for here, there in zip(ours.parts(), theirs.parts(), strict=True):
        found |= set(here) ^ set(there)
    return frozenset(found)
