"""What people did: steps, answers, notes, messages, sign-offs.

``key`` names a step in the run: the ids from the root down, ``by-hand/rounds#2/close``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from continuity.structure import Private


@dataclass(frozen=True, slots=True)
class StepReady:
    """A step can begin; said by the conductor when only time made it so."""

    KIND: ClassVar[str] = "step.ready"

    key: str


@dataclass(frozen=True, slots=True)
class StepStarted:
    """Somebody took the step on."""

    KIND: ClassVar[str] = "step.started"

    key: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """The step is done; ``answers`` are its inputs, in the words or minor units given."""

    KIND: ClassVar[str] = "step.done"

    key: str
    answers: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    """Answers that do not agree with what they should, in plain words."""
    private: Mapping[str, Private] = field(default_factory=dict)
    """Answers that can be erased."""


@dataclass(frozen=True, slots=True)
class StepFailed:
    """The step was tried and did not work."""

    KIND: ClassVar[str] = "step.failed"

    key: str
    reason: Private


@dataclass(frozen=True, slots=True)
class StepBlocked:
    """Somebody is stuck and says why."""

    KIND: ClassVar[str] = "step.blocked"

    key: str
    reason: Private


@dataclass(frozen=True, slots=True)
class StepUnblocked:
    """The way is free again."""

    KIND: ClassVar[str] = "step.unblocked"

    key: str


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """Left out on purpose, with a reason; a critical one with a second person."""

    KIND: ClassVar[str] = "step.skipped"

    key: str
    reason: Private
    second: str | None = None


@dataclass(frozen=True, slots=True)
class StepSkipAsked:
    """Whoever is at the step asks the lead to leave it out."""

    KIND: ClassVar[str] = "step.skip-asked"

    key: str
    reason: Private


@dataclass(frozen=True, slots=True)
class StepSkipRefused:
    """The lead wants the step done all the same."""

    KIND: ClassVar[str] = "step.skip-refused"

    key: str
    reason: Private


@dataclass(frozen=True, slots=True)
class StepImprovised:
    """Something was done that no step asks for, after the step ``after``. At the review it becomes a proposal."""

    KIND: ClassVar[str] = "step.improvised"

    key: str
    do: str
    role: str
    after: str
    expect: str = ""


@dataclass(frozen=True, slots=True)
class StepReopened:
    """Taken up again after it was finished."""

    KIND: ClassVar[str] = "step.reopened"

    key: str
    reason: Private


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark; with a ``key`` it belongs to that step."""

    KIND: ClassVar[str] = "run.noted"

    text: Private
    key: str | None = None


@dataclass(frozen=True, slots=True)
class MessageSent:
    """Something was said to an audience, and when they hear next (RFC 3339, real time)."""

    KIND: ClassVar[str] = "message.sent"

    key: str
    audience: str
    text: Private
    next_update: str | None = None
    estimate: str | None = None
    """What was said of restoration; "no estimate yet" is an answer."""
    estimate_source: str | None = None
    confidence: str | None = None
    by: str | None = None
    """The channel."""


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A name under a step, and what it means."""

    KIND: ClassVar[str] = "step.signed-off"

    key: str
    meaning: str
