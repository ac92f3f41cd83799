"""How much of a target was used: a bar, a line at the target, the error as a whisker."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TargetBar", "target_bar"]

WIDTH = 150
LINE = 110
"""Where the target stands, so that a miss can be seen to go beyond it."""


@dataclass(frozen=True, slots=True)
class TargetBar:
    """Places across in whole units; ``beyond`` when the bar had to be cut off."""

    filled: int
    error_from: int
    error_to: int
    line: int = LINE
    width: int = WIDTH
    beyond: bool = False


def target_bar(target_ms: int | None, achieved_ms: int | None, error_ms: int | None) -> TargetBar | None:
    """The bar, or ``None`` where there is no time or no target to compare with."""
    if not target_ms or achieved_ms is None:
        return None
    error = error_ms or 0
    filled, low, high = (
        min(WIDTH, max(0, value * LINE // target_ms))
        for value in (achieved_ms, achieved_ms - error, achieved_ms + error)
    )
    return TargetBar(filled, low, high, beyond=achieved_ms * LINE // target_ms > WIDTH)
