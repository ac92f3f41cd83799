"""What a deviation is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Deviation", "DeviationType"]

DeviationType = Literal[
    "skipped",
    "out of order",
    "late",
    "by another role",
    "wrong value corrected",
    "improvised",
    "form gap",
    "total off",
    "message late",
    "failed",
]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure: what kind, which step or block of numbers, what about it, who, when (real milliseconds).

    ``id`` is the same whenever the run is folded: ``late:by-hand/take``, or ``late:by-hand/take 2`` for the second.
    """

    type: DeviationType
    key: str
    what: str
    who: str
    at: int
    id: str = ""
