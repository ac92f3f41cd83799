"""Words in the record: remarks, messages, ratings, review verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events import Actor, steps
from continuity.events.review import Rating, ReviewVerdict

__all__ = ["Note", "Rated", "Reviewed", "SentMessage"]


@dataclass(frozen=True, slots=True)
class SentMessage:
    """Something that was said to an audience."""

    at: int
    actor: Actor
    said: steps.MessageSent


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
