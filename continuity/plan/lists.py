"""What people look up while the CRM is away, and what a run keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.structure import Duration

__all__ = ["Credit", "HeldList", "ListKind", "ReferenceList"]

ListKind = Literal["prices", "customers", "credit", "stock"]


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """What people look up while the CRM is away: a CSV file, how old it is and how old it may be.

    ``as_of`` (RFC 3339) stands here, or in the file's first line: ``# as of 2026-11-22T18:00+01:00``.
    """

    id: str
    title: str
    kind: ListKind
    file: str
    max_age: Duration
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """What one account may still owe: amounts in minor units of the organisation's currency."""

    limit: int
    exposure: int = 0
    hold: bool = False


@dataclass(frozen=True, slots=True)
class HeldList:
    """A reference list as it lay there when the run was frozen; ``as_of`` in RFC 3339."""

    title: str
    kind: ListKind
    as_of: str
    max_age: Duration
    sha256: str
    rows: int
