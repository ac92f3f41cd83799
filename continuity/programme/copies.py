"""The register of copies: which packs are out, with whom, and which of them nobody should use any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from continuity.events import Body, Fact
from continuity.events.copies import CopyDestroyed, CopyIssued, CopyRecalled

__all__ = ["Copy", "CopyState", "Register", "overdue", "register_of_copies"]


class CopyState(StrEnum):
    """Where a copy stands."""

    ISSUED = "issued"
    RECALLED = "recalled"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy; times are milliseconds UTC."""

    issued: CopyIssued
    issued_at: int
    issued_by: str
    state: CopyState = CopyState.ISSUED
    moved_at: int | None = None
    """When it was called back, or seen destroyed."""

    @property
    def number(self) -> int:
        """What stands on every page."""
        return self.issued.copy


Register = Mapping[int, Copy]


def register_of_copies(facts: Iterable[Fact[Body]]) -> dict[int, Copy]:
    """Every copy by number, as the programme's stream tells it."""
    copies: dict[int, Copy] = {}
    for fact in facts:
        match fact.body:
            case CopyIssued() as body:
                copies[body.copy] = Copy(body, fact.at, fact.actor.id)
            case CopyRecalled(copy=number) if number in copies:
                copies[number] = replace(copies[number], state=CopyState.RECALLED, moved_at=fact.at)
            case CopyDestroyed(copy=number) if number in copies:
                copies[number] = replace(copies[number], state=CopyState.DESTROYED, moved_at=fact.at)
    return copies


def overdue(copy: Copy, today: str, current: Mapping[str, str] | None = None) -> str:
    """Why nobody should use a copy any more, in plain words; empty while it is good, or known to be gone.

    ``today`` is ``2026-12-20`` where the organisation is. ``current`` gives the SHA-256 that each runbook's pack would
    have now; without it only the date is looked at.
    """
    if copy.state is CopyState.DESTROYED:
        return ""
    if copy.state is CopyState.RECALLED:
        return "recalled, and nobody has said that it is destroyed"
    if today > copy.issued.use_until:
        return f"past its date, {copy.issued.use_until}"
    if current is None or current.get(copy.issued.runbook) == copy.issued.sha256:
        return ""
    if copy.issued.runbook not in current:
        return f"the runbook {copy.issued.runbook} is no longer there"
    return "what is printed in it has changed since"
