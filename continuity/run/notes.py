"""Words in the record: remarks and messages."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events import Actor, steps

__all__ = ["Note", "SentMessage"]


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
