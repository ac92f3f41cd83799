"""The CRM's search index over orders: it follows the table at once, unless the switch has made it stand still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.clock import Clock
from continuity.standins.crm.objects import ORDER
from continuity.standins.crm.records import CrmRecord, CrmRecords

__all__ = ["Found", "Search"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives, and the moment (milliseconds UTC) that it tells of."""

    as_of: int
    records: Sequence[CrmRecord]


class Search:
    """Searches by prefix, live or as of the moment it was frozen."""

    def __init__(self, records: CrmRecords, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._frozen = Found(0, ())

    def freeze(self) -> None:
        """Keep what is there now; in memory, as a restart heals."""
        self._frozen = self._live("")

    def find(self, prefix: str, stale: bool) -> Found:
        """The orders whose number starts so."""
        if not stale:
            return self._live(prefix)
        records = [one for one in self._frozen.records if (one.key or "").startswith(prefix)]
        return Found(self._frozen.as_of, records)

    def _live(self, prefix: str) -> Found:
        return Found(self._clock.now(), self._records.starting_with(ORDER, prefix))
