"""What an evaluator makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events.review import Rating, ReviewVerdict

__all__ = [
    "Rate",
    "Review",
    "ReviewCommand",
]


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate an objective: P, S, M or U."""

    objective: str
    rating: Rating
    why: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Give a deviation its verdict, by its id."""

    deviation: str
    verdict: ReviewVerdict
    why: str = ""


ReviewCommand = Rate | Review
