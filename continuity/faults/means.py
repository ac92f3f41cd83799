"""What the place of a point gives for faults beyond TCP: a stub that runs, a hand-off folder, commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["HandOffFiles", "Means", "Recipe", "StubAt"]


@dataclass(frozen=True, slots=True)
class StubAt:
    """A stub that listens at ``address`` (host:port) and passes on to ``upstream``."""

    address: str
    upstream: str


@dataclass(frozen=True, slots=True)
class HandOffFiles:
    """Files of a hand-off: those in ``folder`` (absolute) whose name matches ``pattern``."""

    folder: Path
    pattern: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """Three commands as lists of arguments; each may take ``within_ms``, and sees the variables in ``env``.

    ``check`` ends with 0 when nothing of the fault is there, with another number when it is.
    """

    inject: tuple[str, ...]
    heal: tuple[str, ...]
    check: tuple[str, ...]
    within_ms: int = 10_000
    env: tuple[str, ...] = ()


Means = StubAt | HandOffFiles | Recipe
