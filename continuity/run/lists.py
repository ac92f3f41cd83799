"""How old the lists are that people look up while the CRM is away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.clock import from_iso
from continuity.plan import FrozenPlan

__all__ = ["ListAge", "list_ages"]


@dataclass(frozen=True, slots=True)
class ListAge:
    """One list: milliseconds since it was drawn, and how many it may be."""

    id: str
    title: str
    as_of: str
    age: int
    max_age: int

    @property
    def is_stale(self) -> bool:
        """Whether it is older than it may be."""
        return self.age > self.max_age


def list_ages(plan: FrozenPlan, at: int) -> Iterator[ListAge]:
    """Every list that the run holds, as old as it is at ``at`` (milliseconds UTC, real time)."""
    for id, held in plan.lists.items():
        yield ListAge(id, held.title, held.as_of, at - from_iso(held.as_of), held.max_age)
