"""What the CRM tells of itself while records go home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["CALLS_EACH", "QuotaRead"]

CALLS_EACH = 2
"""A call to see what is there, and one to write what is not."""


@dataclass(frozen=True, slots=True)
class QuotaRead:
    """The CRM's quota of calls while records go home: ``ours`` are those left to us, ``per_call`` records in each."""

    KIND: ClassVar[str] = "entry.quota-read"

    key: str
    used: int
    limit: int
    ours: int
    per_call: int

    def covers(self, waiting: int) -> bool:
        """Whether so many records can go in with what is left."""
        return self.ours // CALLS_EACH * self.per_call >= waiting
