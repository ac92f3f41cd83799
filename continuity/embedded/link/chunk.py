"""What flows through a link: pieces of data, and the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["CHUNK_BYTES", "Chunk", "End", "chunks_of"]

CHUNK_BYTES = 32 * 1024
"""The most that one chunk holds, as in Toxiproxy: toxics that count chunks behave alike."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some bytes and when they reached the proxy, in seconds of the loop's clock."""

    data: bytes
    at: float


class End(Enum):
    """How a direction ends: its sender finished; close both sides; reset both sides."""

    FINISHED = "finished"
    CLOSE = "close"
    RESET = "reset"


def chunks_of(data: memoryview, at: float) -> list[Chunk]:
    """Copy what was read into chunks of at most ``CHUNK_BYTES``."""
    if len(data) <= CHUNK_BYTES:
        return [Chunk(bytes(data), at)]
    return [Chunk(bytes(data[start : start + CHUNK_BYTES]), at) for start in range(0, len(data), CHUNK_BYTES)]
