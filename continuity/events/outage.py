"""Faults going in and out, and what probes saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

ProbeState = Literal["ok", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class PhaseBegan:
    """A phase of the scenario began, at scenario time."""

    KIND: ClassVar[str] = "phase.began"

    phase: str


@dataclass(frozen=True, slots=True)
class PhaseEnded:
    """A phase of the scenario is over."""

    KIND: ClassVar[str] = "phase.ended"

    phase: str


@dataclass(frozen=True, slots=True)
class FaultInjected:
    """A fault is in, read back from where it was put. ``round`` counts injections after pauses."""

    KIND: ClassVar[str] = "fault.injected"

    fault: str
    point: str
    kind: str
    words: str
    obligation: str
    server: str
    target: str
    params: Mapping[str, object] = field(default_factory=dict)
    round: int = 1


@dataclass(frozen=True, slots=True)
class FaultFireRequested:
    """A controller wants a planned fault in now; the conductor puts it in."""

    KIND: ClassVar[str] = "fault.fire-requested"

    fault: str


@dataclass(frozen=True, slots=True)
class FaultClearRequested:
    """A controller wants a fault out now, and not in again; the conductor takes it out."""

    KIND: ClassVar[str] = "fault.clear-requested"

    fault: str


@dataclass(frozen=True, slots=True)
class OutageStated:
    """When a real outage began, as somebody knows it: ``at`` of the event is the time, ``source`` who says so."""

    KIND: ClassVar[str] = "outage.stated"

    source: str


@dataclass(frozen=True, slots=True)
class FaultFailed:
    """A fault could not be put in; what had been done towards it was undone."""

    KIND: ClassVar[str] = "fault.failed"

    fault: str
    point: str
    why: str


@dataclass(frozen=True, slots=True)
class FaultSeen:
    """A probe saw the fault: from here on it counts."""

    KIND: ClassVar[str] = "fault.seen"

    fault: str
    probe: str


@dataclass(frozen=True, slots=True)
class FaultRemoved:
    """The server reads back clean. ``by`` is who took it out."""

    KIND: ClassVar[str] = "fault.removed"

    fault: str
    by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class FaultNotHealed:
    """The fault could not be taken out; ``manual`` is what to do by hand."""

    KIND: ClassVar[str] = "fault.not-healed"

    fault: str
    why: str
    manual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultGivenUp:
    """A person gave up the promise to take a fault out: nobody does it any more, and nobody knows whether it is out.

    ``kind``, ``target`` and ``server`` are empty where the promise could not even be read.
    """

    KIND: ClassVar[str] = "fault.given-up"

    fault: str
    obligation: str
    kind: str
    target: str
    server: str
    by: str
    reason: str
    manual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultVerified:
    """Probes have seen enough good answers in a row since the fault was removed."""

    KIND: ClassVar[str] = "fault.verified"

    fault: str
    good: int


@dataclass(frozen=True, slots=True)
class ProbeChanged:
    """A probe's state changed; ``at`` of the event is the time of the first reading of the new state."""

    KIND: ClassVar[str] = "probe.changed"

    probe: str
    point: str
    state: ProbeState
    detail: str
    interval_ms: int


@dataclass(frozen=True, slots=True)
class PathRestored:
    """The points that were down have given enough good answers; ``at`` of the event is the first of them.

    In a real outage without probes a person says so; ``source`` is how they know.
    """

    KIND: ClassVar[str] = "path.restored"

    points: tuple[str, ...]
    good: int
    source: str = ""
    overruled: tuple[str, ...] = ()
    """Probes that still say otherwise, and are wrong by that person's word."""


@dataclass(frozen=True, slots=True)
class SeriesSealed:
    """The readings so far, by length and hash."""

    KIND: ClassVar[str] = "series.sealed"

    lines: int
    bytes: int
    sha256: str
