"""How long until every record is home: what waits, at the rate of the runbook, inside the CRM's quota of calls."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events.quota import QuotaRead
from continuity.units import short_duration

__all__ = ["CALLS_EACH", "Drain", "covers", "drain"]

CALLS_EACH = 2
"""A call to see what is there, and one to write what is not."""


@dataclass(frozen=True, slots=True)
class Drain:
    """``ms`` is scenario time for what the quota covers; ``beyond`` records have to wait until calls are free again."""

    waiting: int
    ms: int
    beyond: int = 0

    @property
    def words(self) -> str:
        """For a screen: ``28 to go, about 3 min``."""
        told = f"{self.waiting} to go, about {short_duration(self.ms)}"
        return f"{told}; {self.beyond} of them wait for the CRM's quota" if self.beyond else told


def covers(quota: QuotaRead, waiting: int) -> bool:
    """Whether so many records can go in with what is left of the quota."""
    return quota.ours // CALLS_EACH * quota.per_call >= waiting


def drain(waiting: int, per_minute: int, *, calls: int | None = None, per_call: int = 1) -> Drain:
    """The forecast for ``waiting`` records; ``calls`` are the writing ones left to us, None when nobody told.

    A call holds as many as one minute brings, and ``per_call`` at most.
    """
    each = min(per_call, per_minute)
    covered = waiting if calls is None else min(waiting, calls * each)
    return Drain(waiting, -(-covered * 60_000 // per_minute), waiting - covered)
