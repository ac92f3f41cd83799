"""How far faults may reach, what stops a drill by itself, and who is asked before it starts."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.structure import Duration


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Weekly hours in the organisation's time zone, ``08:00``-``18:00``."""

    days: tuple[str, ...]
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """The blast radius; what is not set bounds nothing."""

    max_points: int | None = None
    """Points with a fault in them at once."""
    minutes_per_quarter: int | None = None
    """Real minutes in which any fault was in, over all runs of a quarter."""
    allowed_hours: tuple[ServiceHours, ...] = ()
    """When a fault may be in."""


@dataclass(frozen=True, slots=True)
class StopWhen:
    """A probe that must stay well: after ``misses`` readings in a row that are not, the drill is ended.

    Real time, whatever the drill's speed; without ``every`` and ``timeout`` those of the probe hold.
    """

    probe: str
    misses: int = 3
    every: Duration | None = None
    timeout: Duration | None = None


@dataclass(frozen=True, slots=True)
class Preflight:
    """Who is asked whether a run may start: a command, or a URL. Exactly one is set.

    Only the answer ``{"go": true}`` in time lets it start.
    """

    command: tuple[str, ...] = ()
    """The program and its arguments, run in the workspace without a shell."""
    url: str | None = None
    within: Duration = Duration(10_000)

    @property
    def words(self) -> str:
        """What is asked, in a few words."""
        return " ".join(self.command) or self.url or "nobody"
