"""What the CRM tells of itself while records go home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["QuotaRead"]


@dataclass(frozen=True, slots=True)
class QuotaRead:
    """The CRM's quota of calls while records go home: ``ours`` are those left to us, ``per_call`` records in each."""

    KIND: ClassVar[str] = "entry.quota-read"

    key: str
    used: int
    limit: int
    ours: int
    per_call: int
