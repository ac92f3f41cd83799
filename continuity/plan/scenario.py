"""A reusable outage timeline, with where it comes from and what was altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from continuity.structure import Duration


@dataclass(frozen=True, slots=True)
class Source:
    """The outage it replays; ``evidence`` is how well that is known."""

    outage: str
    evidence: Literal["vendor", "press", "judgement", "uncertain"]
    says: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PhaseFault:
    """One fault of a phase, at a place that the drill binds to a point."""

    at: str
    kind: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the outage: ``begin`` after its start, ``for`` so long."""

    id: str
    title: str
    begin: Duration
    for_: Duration
    faults: tuple[PhaseFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """The content of one file in ``drills/scenarios/``; ``places`` are bound to points by the drill."""

    format: str
    id: str
    title: str
    source: Source
    places: Mapping[str, str]
    phases: tuple[Phase, ...]
    altered: tuple[str, ...] = ()
