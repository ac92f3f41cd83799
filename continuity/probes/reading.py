"""What a probe looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events.outage import ProbeState
from continuity.plan import Probe, Tls

__all__ = ["Reading", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """A probe with its address in this run: ``http://host:port/path``, ``https://…``, ``tcp://host:port``, ``file:///…``.

    ``tls`` gives the name to ask for and the authority to trust where the address is that of a proxy before TLS.
    """

    probe: Probe
    point: str
    url: str
    interval_ms: int
    tls: Tls | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One look: begun at ``at`` (real milliseconds), answered after ``took_ms``."""

    probe: str
    point: str
    at: int
    took_ms: int
    state: ProbeState
    detail: str
