"""The quarter's programme: what must be shown, and by which drill."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.structure import Duration


@dataclass(frozen=True, slots=True)
class Claim:
    """One promise: this objective of this drill, shown within ``valid``."""

    id: str
    title: str
    process: str
    drill: str
    objective: str
    tier: int = 1
    valid: Duration = Duration(100 * 86_400_000)


@dataclass(frozen=True, slots=True)
class Programme:
    """The content of ``programme.yaml``; ``points`` are in scope for coverage."""

    format: str
    id: str
    title: str
    owner: str
    claims: tuple[Claim, ...] = ()
    points: tuple[str, ...] = ()
    every: Duration = Duration(92 * 86_400_000)
