"""The common time axis: where a moment lies, and which moments get a tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Scale", "Tick", "count_ticks", "ticks"]

Unit = Literal["s", "min", "h", "d"]
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
STEPS: tuple[tuple[Unit, int, tuple[int, ...]], ...] = (
    ("s", SECOND, (1, 2, 5, 10, 20)),
    ("min", MINUTE, (1, 2, 5, 10, 20)),
    ("h", HOUR, (1, 2, 5, 10)),
    ("d", DAY, (1, 2, 5, 10, 20, 50, 100, 200, 500)),
)
MOST = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """From scenario time (ms) to a place across the picture."""

    left: float
    right: float
    from_ms: int
    to_ms: int

    def x(self, at_ms: int) -> float:
        """Where a moment lies, kept inside the plot."""
        share = (at_ms - self.from_ms) / (self.to_ms - self.from_ms)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment, and the number under it."""

    at_ms: int
    label: str


def ticks(from_ms: int, to_ms: int) -> tuple[Unit, tuple[Tick, ...]]:
    """At most a dozen round moments and their unit; zero is always among them when in sight."""
    for unit, size, steps in STEPS:
        for step in steps:
            every = size * step
            if (to_ms - from_ms) // every < MOST:
                first = -(-from_ms // every) * every
                moments = range(first, to_ms + 1, every)
                return unit, tuple(Tick(at, str(at // size).replace("-", "−")) for at in moments)
    return "d", (Tick(from_ms, str(from_ms // DAY)), Tick(to_ms, str(to_ms // DAY)))


def count_ticks(most: int) -> tuple[int, ...]:
    """Nought and one to three round numbers, the last at or above ``most``."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            every = step * factor
            if every * 3 >= most:
                return tuple(range(0, -(-max(most, 1) // every) * every + 1, every))
        step *= 10
