"""Bandwidth: a trickle; at 0 nothing moves and nothing is closed, and data goes on where it stopped after healing."""

from continuity.faults.kinds.toxic import attribute, toxic_kind

__all__ = ["BANDWIDTH"]

BANDWIDTH = toxic_kind(
    "bandwidth",
    "a trickle",
    "Each connection gets at most this much.",
    attribute("rate", "how much passes; 0 stalls without closing", "1000 bytes per second", 0, 10_000_000),
)
