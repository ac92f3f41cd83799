"""What was posted on the status page, and what of it belongs to the incident that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["INDICATORS", "Post", "open_posts", "visible_when_green"]

INDICATORS: Mapping[str, str] = {
    "none": "operational",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
    "maintenance": "under_maintenance",
}
"""Indicators, and the component status that goes with each (Statuspage v2)."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post; ``at`` is milliseconds UTC."""

    serial: int
    at: int
    indicator: str
    description: str


def open_posts(posts: Sequence[Post]) -> Sequence[Post]:
    """The posts since the page was last green: one incident and its updates."""
    calm = max((place for place, post in enumerate(posts) if post.indicator == "none"), default=-1)
    return posts[calm + 1 :]


def visible_when_green(posts: Sequence[Post]) -> Sequence[Post]:
    """What a page shows that keeps bad news to itself: everything up to the last green."""
    return posts[: len(posts) - len(open_posts(posts))]
