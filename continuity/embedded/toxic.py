"""A toxic: a kind of fault with its attributes, on one direction of one proxy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from continuity.embedded.toxics import Kind
from continuity.embedded.toxics.behaviour import Behaviour

__all__ = ["Stream", "Toxic"]


class Stream(Enum):
    """A direction: upstream is client to server."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, slots=True)
class Toxic:
    """One toxic; ``stream_text`` is the direction as the client wrote it, ``toxicity`` the share of connections hit."""

    name: str
    kind: Kind
    stream: Stream
    stream_text: str
    toxicity: float
    behaviour: Behaviour
