"""Which drills are due, why, and by when: what the programme asks for and runs have not shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from continuity.programme.record import RunRecord
from continuity.readiness.counting import counts
from continuity.readiness.judge import ClaimResult
from continuity.readiness.scope import Scope
from continuity.readiness.verdict import ClaimVerdict

__all__ = ["SOON", "Due", "due_of", "is_decided"]

SOON = 30 * 86_400_000
"""A claim that goes stale within so many milliseconds is told before it does."""

_UNDECIDED = (ClaimVerdict.UNTESTED, ClaimVerdict.INCONCLUSIVE, ClaimVerdict.VOID)
_WORDS = (
    ((ClaimVerdict.NOT_MET,), "missed"),
    ((ClaimVerdict.STALE,), "no longer current"),
    ((ClaimVerdict.UNTESTED,), "not yet shown by people"),
    ((ClaimVerdict.INCONCLUSIVE, ClaimVerdict.VOID), "tried, and could not be judged"),
)


@dataclass(frozen=True, slots=True)
class Due:
    """A drill to hold until ``by`` (milliseconds UTC), each reason in words, and the command that runs it."""

    drill: str
    title: str
    by: int
    reasons: tuple[str, ...]
    command: str


def due_of(
    scope: Scope, results: Sequence[ClaimResult], records: Iterable[RunRecord], begin: int, end: int, as_of: int
) -> tuple[Due, ...]:
    """Drills due as of a moment in the quarter from ``begin`` to ``end``, the most pressing first (milliseconds UTC).

    A drill is held in a quarter when a run of it that counts began in it.
    """
    held = {record.drill for record in records if counts(record) and begin <= (record.started_at or 0) < end}
    found = (_due(scope, drill, results, drill in held, end, as_of) for drill in scope.claimed_drills)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.by))


def is_decided(results: Iterable[ClaimResult]) -> bool:
    """Whether no earlier run could change these verdicts."""
    return all(result.verdict not in _UNDECIDED for result in results)


def _due(scope: Scope, drill: str, results: Sequence[ClaimResult], held: bool, end: int, as_of: int) -> Due | None:
    mine = [result for result in results if result.claim.drill == drill]
    fading = [result.until for result in mine if result.until is not None and result.until - as_of <= SOON]
    reasons = (*_standing(mine), *_fading(len(fading)), *(() if held else ("not held this quarter",)))
    if not reasons:
        return None
    return Due(drill, scope.drill_title(drill), min([end - 1, *fading]), reasons, scope.command(drill))


def _standing(results: Sequence[ClaimResult]) -> Iterator[str]:
    for verdicts, words in _WORDS:
        if count := sum(result.verdict in verdicts for result in results):
            yield f"{_claims(count)} {words}"


def _fading(count: int) -> Iterator[str]:
    if count:
        yield f"{_claims(count)} about to go stale"


def _claims(count: int) -> str:
    return f"{count} claim{'' if count == 1 else 's'}"
