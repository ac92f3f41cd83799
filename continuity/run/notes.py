"""Words in the record: remarks, messages, ratings, review verdicts, and what a controller asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.events import Actor, steps
from continuity.events.review import Rating, ReviewVerdict

__all__ = ["FaultOrder", "Lost", "Note", "Rated", "Reviewed", "SentMessage"]


@dataclass(frozen=True, slots=True)
class SentMessage:
    """Something that was said to an audience."""

    at: int
    actor: Actor
    said: steps.MessageSent
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in the record."""

    at: int
    actor: Actor
    text: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """What an evaluator said of an objective."""

    at: int
    actor: Actor
    rating: Rating
    why: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The verdict on a deviation."""

    at: int
    actor: Actor
    verdict: ReviewVerdict
    why: str


@dataclass(frozen=True, slots=True)
class FaultOrder:
    """A controller wanted a fault in, or out, at once."""

    at: int
    actor: Actor
    fault: str
    way: Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Lost:
    """A number that somebody signed for as missing."""

    at: int
    actor: Actor
    reason: str
