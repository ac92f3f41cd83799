"""What a person has to say before a file can be written; ids and words are known to be good by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.plan import Runbook, Scenario

__all__ = ["DrillAnswers", "FormAnswers", "Part", "PlaceAnswers", "PointAnswers", "RunbookAnswers"]


@dataclass(frozen=True, slots=True)
class Part:
    """A role and what people call it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """A numbered form; no number begins with the prefix of another form."""

    id: str
    prefix: str
    drill_prefix: str
    currency: str
    receivers: tuple[str, ...] = ()
    """Who takes it in batches; every receiver of an environment wants every batch."""


@dataclass(frozen=True, slots=True)
class RunbookAnswers:
    """``lead`` decides, ``doer`` does the work, ``checker`` confirms what another did."""

    id: str
    title: str
    process: str
    owner: str
    lead: Part
    doer: Part
    checker: Part | None
    symptoms: tuple[str, ...]
    form: FormAnswers | None
    today: str
    """The day, as ``2026-11-02``."""


@dataclass(frozen=True, slots=True)
class PlaceAnswers:
    """Where a point is found in one environment; without ``path`` a probe only connects."""

    environment: str
    upstream: str
    listen: str | None
    path: str | None
    server: str | None = None
    """The URL of a Toxiproxy server, when the environment has to be written too."""


@dataclass(frozen=True, slots=True)
class PointAnswers:
    """An entry under ``points:``."""

    id: str
    title: str
    process: str
    owner: str
    direction: str
    signs: tuple[str, ...]
    fallback: str | None
    place: PlaceAnswers | None


@dataclass(frozen=True, slots=True)
class DrillAnswers:
    """A drill of ``runbook``; ``runbooks`` are that one and all that it follows."""

    id: str
    title: str
    runbook: str
    runbooks: Mapping[str, Runbook]
    scenario: Scenario
    environment: str
    binds: Mapping[str, str]
    people: Mapping[str, tuple[str, ...]]
    duties: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, int] = field(default_factory=dict)
    """Process -> RTO in milliseconds."""
    enough: frozenset[str] = frozenset()
    """Processes that say how much by hand is enough (MBCO)."""
    receivers: frozenset[str] = frozenset()
