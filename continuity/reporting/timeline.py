"""What the one picture shows beside faults, steps and messages: probes, orders, gaps.

Every ``_ms`` is scenario time in integer milliseconds since the zero of the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.reporting.verdicts import ProbeWord

__all__ = ["ClockReading", "Count", "Gap", "ProbeRow", "ProbeSpan", "Timeline"]


@dataclass(frozen=True, slots=True)
class ProbeSpan:
    """A stretch in which a probe saw one state."""

    from_ms: int
    to_ms: int
    state: ProbeWord


@dataclass(frozen=True, slots=True)
class ProbeRow:
    """One probe through the run. ``every_ms`` is its interval in real time."""

    id: str
    title: str
    every_ms: int
    spans: tuple[ProbeSpan, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """From here on there were so many."""

    at_ms: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A pause, or time in which nobody drove the run.

    The scenario clock stands still in a pause (``from_ms`` equals ``to_ms``); ``real_ms`` is how long it took.
    """

    from_ms: int
    to_ms: int
    real_ms: int
    why: str


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One of the clocks t0..t6; ``at_ms`` is ``None`` when it was not reached.

    ``with_gaps_ms`` counts pauses too; ``error_ms`` is how far off the reading can be, ``source`` what it came from.
    """

    name: Literal["t0", "t1", "t2", "t3", "t3a", "t4", "t5", "t6"]
    title: str
    at_ms: int | None
    with_gaps_ms: int | None
    error_ms: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The span of the picture. Zero is t0, or the start of the run when t0 was never reached.

    ``zero_at`` is the real time of zero, RFC 3339.
    """

    zero: Literal["t0", "start"]
    zero_at: str
    from_ms: int
    to_ms: int
    probes: tuple[ProbeRow, ...] = ()
    by_hand: tuple[Count, ...] = ()
    in_crm: tuple[Count, ...] = ()
    gaps: tuple[Gap, ...] = ()
