"""The life of a run, and what people decide about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from continuity.plan.frozen import FrozenPlan


@dataclass(frozen=True, slots=True)
class RunOpened:
    """How the run was started, so that ``resume`` needs no options."""

    KIND: ClassVar[str] = "run.opened"

    mode: Literal["drill", "real"]
    drill: str
    title: str
    auto: tuple[str, ...] = ()
    """Roles that are simulated."""
    server: str | None = None
    """Toxiproxy server named for the run; none means one of our own."""
    approved_by: str | None = None
    used_before: Mapping[str, int] = field(default_factory=dict)
    """Highest number that earlier runs used, by the prefix of forms and of batches."""
    team: bool = False
    """People join from terminals of their own; the one that conducts asks nobody."""
    halted: str | None = None
    """The drill that this real outage brought to an end."""


@dataclass(frozen=True, slots=True)
class RunFrozen:
    """The plan as it stood before the start; ``sha256`` is that of its canonical JSON."""

    KIND: ClassVar[str] = "run.frozen"

    plan: FrozenPlan
    sha256: str


@dataclass(frozen=True, slots=True)
class RunStarted:
    """StartEx. ``baseline`` counts the good answers of each probe before it."""

    KIND: ClassVar[str] = "run.started"

    engine: str
    baseline: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConductorTook:
    """A process began to drive the run."""

    KIND: ClassVar[str] = "conductor.took"

    pid: int
    host: str


@dataclass(frozen=True, slots=True)
class ConductorLost:
    """The last conductor died; nothing is known of the time since its last sign of life."""

    KIND: ClassVar[str] = "conductor.lost"

    last_sign: str


@dataclass(frozen=True, slots=True)
class PauseRequested:
    """Somebody asked for a pause."""

    KIND: ClassVar[str] = "run.pause-requested"

    reason: str


@dataclass(frozen=True, slots=True)
class RunPaused:
    """The clock stands still; every fault is out."""

    KIND: ClassVar[str] = "run.paused"

    reason: str


@dataclass(frozen=True, slots=True)
class ResumeRequested:
    """Somebody asked to go on."""

    KIND: ClassVar[str] = "run.resume-requested"

    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunResumed:
    """The clock runs again."""

    KIND: ClassVar[str] = "run.resumed"

    reason: str = ""


@dataclass(frozen=True, slots=True)
class AbortRequested:
    """Somebody asked to end the run early."""

    KIND: ClassVar[str] = "run.abort-requested"

    reason: str


@dataclass(frozen=True, slots=True)
class RunAborted:
    """Ended early; faults are out as far as the fault events say."""

    KIND: ClassVar[str] = "run.aborted"

    reason: str


@dataclass(frozen=True, slots=True)
class RunEnded:
    """EndEx."""

    KIND: ClassVar[str] = "run.ended"

    reason: str


@dataclass(frozen=True, slots=True)
class InjectDelivered:
    """An inject was played; with ``to`` a message reached that role. One that nobody planned has an id of its own."""

    KIND: ClassVar[str] = "inject.delivered"

    inject: str
    to: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a reader of the record should know: a torn line dropped, a late answer."""

    KIND: ClassVar[str] = "run.warned"

    text: str


@dataclass(frozen=True, slots=True)
class ReportWritten:
    """A report left the house; part of the programme's stream."""

    KIND: ClassVar[str] = "report.written"

    about: str
    path: str
    sha256: str
    head: str = ""
