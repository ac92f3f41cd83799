"""What is missing, in plain words, each with the next command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from continuity.programme.record import RunKind, RunRecord
from continuity.readiness.counting import counts
from continuity.readiness.coverage import PointResult, Touch
from continuity.readiness.judge import ClaimResult
from continuity.readiness.scope import Scope
from continuity.readiness.verdict import ClaimVerdict

__all__ = ["Gap", "gaps_of"]

_NAMED = 3
"""Up to so many are named one by one; more are counted, for the table of claims names them."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, the next command, and the claims it is about."""

    text: str
    act: str
    claims: tuple[str, ...] = ()


_WORDS = (
    (ClaimVerdict.NOT_MET, "Tried and missed: %s. Mend what stood in the way, then hold %s again."),
    (ClaimVerdict.STALE, "Shown once, no longer current: %s. Hold %s again."),
    (ClaimVerdict.VOID, "Tried, and the run is void: %s. Hold %s again."),
    (ClaimVerdict.INCONCLUSIVE, "Tried, and could not be judged: %s. Hold %s to its end."),
    (ClaimVerdict.UNTESTED, "Not yet shown by people: %s. Hold %s at real speed, with a person in every role."),
)


def gaps_of(
    scope: Scope, results: Sequence[ClaimResult], points: Sequence[PointResult], records: Sequence[RunRecord]
) -> tuple[Gap, ...]:
    """Damaged records first, then claims by how badly they stand, then runs that were held in vain, then points."""
    return (*_damaged(records), *_claims(scope, results), *_unapproved(records), *_points(scope, points))


def _damaged(records: Sequence[RunRecord]) -> Iterator[Gap]:
    for record in records:
        if record.verified is False:
            text = f"The record of {record.id} was changed or cut after it was written; see where, and ask who."
            yield Gap(text, f"continuity verify {record.id}")


def _claims(scope: Scope, results: Sequence[ClaimResult]) -> Iterator[Gap]:
    for verdict, words in _WORDS:
        for drill in scope.claimed_drills:
            concerned = [r.claim for r in results if r.verdict is verdict and r.claim.drill == drill]
            if concerned:
                named = _named([claim.title for claim in concerned], "claims")
                yield Gap(
                    words % (named, scope.drill_title(drill)),
                    scope.command(drill),
                    tuple(claim.id for claim in concerned),
                )


def _unapproved(records: Sequence[RunRecord]) -> Iterator[Gap]:
    held = [record for record in records if record.kind is RunKind.PEOPLE and record.people]
    last = held[-1] if held else None
    if last is not None and not counts(last):
        text = f"{last.id} was held with people and counts for nothing: nobody had approved it before it began."
        yield Gap(text, f"continuity report drill {last.id}")


def _points(scope: Scope, points: Sequence[PointResult]) -> Iterator[Gap]:
    missing = [p.point for p in points if Touch.FAULT_SEEN not in (p.people.touch, p.real.touch)]
    for drill, value in scope.drills.items():
        faulted = [point for point in missing if point in value.binds.values()]
        missing = [point for point in missing if point not in faulted]
        if faulted:
            text = f"People have not yet seen these fail, and {value.title} would show it: {_titles(scope, faulted)}."
            yield Gap(text, scope.command(drill))
    if missing:
        text = f"No drill takes these points away: {_titles(scope, missing)}. Write one in drills/, then check it."
        yield Gap(text, "continuity check")


def _titles(scope: Scope, points: Sequence[str]) -> str:
    return ", ".join(scope.point_title(point) for point in points)


def _named(names: Sequence[str], what: str) -> str:
    return "; ".join(names) if len(names) <= _NAMED else f"{len(names)} {what}"
