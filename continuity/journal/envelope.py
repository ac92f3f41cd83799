"""The envelope: what every event says whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from continuity.events.envelope import Actor, Known
from continuity.journal.bodies import JsonObject
from continuity.journal.sealed import Sealed

__all__ = ["Actor", "Draft", "Event", "Known"]


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a place in its stream.

    ``at`` is when it happened, in milliseconds UTC; a late entry is recorded later than that. ``corrects`` is the
    ``seq`` of an earlier event of the same stream. ``sealed`` has the text of every marker in the body, by hash.
    """

    kind: str
    at: int
    actor: Actor
    body: JsonObject
    role: str | None = None
    duty: str | None = None
    on_behalf_of: str | None = None
    source: str | None = None
    corrects: int | None = None
    sealed: Mapping[str, Sealed] = field(default_factory=dict)


class Event(NamedTuple):
    """An event in its place: ``seq`` counts from 1 in each stream, ``prev`` and ``hash`` are hex SHA-256.

    ``body`` is as recorded, with markers where texts were sealed; times are milliseconds UTC. A named tuple, because a
    long run is read by the hundred thousand of them.
    """

    stream: str
    seq: int
    kind: str
    at: int
    recorded_at: int
    actor: Actor
    role: str | None
    duty: str | None
    on_behalf_of: str | None
    source: str | None
    body: JsonObject
    corrects: int | None
    prev: str
    hash: str
