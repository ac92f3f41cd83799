"""Every claim judged from every run that counts: the last run that could judge it decides.

A passed claim goes stale with time, or when a file that was drilled has changed since. A missed one does not:
it stays missed until a later run meets it, so that neither waiting nor editing a file makes a failure look milder.
A later run that could not judge (void, inconclusive) does not undo one that could; it is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from continuity.plan import Claim
from continuity.programme.record import RunRecord
from continuity.readiness.counting import counts
from continuity.readiness.untested import why_untested
from continuity.readiness.verdict import DEMONSTRATED, JUDGED, ClaimVerdict, Outcome, outcome_of
from continuity.units import short_duration

__all__ = ["ClaimResult", "Files", "in_order", "judge_claims"]

Files = Mapping[str, str]
"""Path -> SHA-256 of the workspace's files as they are now."""

_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """The verdict on one claim, the outcome that it rests on, and all outcomes in order of time.

    ``until`` (milliseconds UTC) is when a demonstrated claim goes stale.
    """

    claim: Claim
    verdict: ClaimVerdict
    why: str
    rests_on: Outcome | None = None
    until: int | None = None
    outcomes: tuple[Outcome, ...] = ()

    @property
    def demonstrated(self) -> bool:
        """Whether it counts as shown."""
        return self.verdict in DEMONSTRATED


def in_order(records: Iterable[RunRecord], as_of: int) -> tuple[RunRecord, ...]:
    """Runs that were over by then, in order of their beginning; the order they are given in does not matter."""
    over = [record for record in records if record.started_at is not None and record.is_over_by(as_of)]
    return tuple(sorted(over, key=lambda record: (record.started_at or 0, record.id)))


def judge_claims(
    claims: Iterable[Claim], records: Iterable[RunRecord], as_of: int, files: Files | None = None
) -> tuple[ClaimResult, ...]:
    """The verdict on each claim as of a moment (milliseconds UTC); without ``files`` nothing is stale by change."""
    by_drill: dict[str, list[RunRecord]] = {}
    for record in in_order(records, as_of):
        by_drill.setdefault(record.drill, []).append(record)
    return tuple(_judge(claim, by_drill.get(claim.drill, []), as_of, files) for claim in claims)


def _judge(claim: Claim, records: list[RunRecord], as_of: int, files: Files | None) -> ClaimResult:
    outcomes = tuple(found for r in records if counts(r) and (found := outcome_of(r, claim)) is not None)
    if not outcomes:
        return ClaimResult(claim, ClaimVerdict.UNTESTED, why_untested(claim, records))
    last = outcomes[-1]
    deciding = next((one for one in reversed(outcomes) if one.verdict in JUDGED), None)
    if deciding is None:
        return ClaimResult(claim, last.verdict, _sentence(last.why), last, outcomes=outcomes)
    until = (deciding.record.ended_at or 0) + claim.valid
    if deciding.verdict in DEMONSTRATED and (stale := _stale(deciding, claim, until, as_of, files)):
        return ClaimResult(claim, ClaimVerdict.STALE, stale, deciding, outcomes=outcomes)
    said = (_why(deciding), _unjudged_since(last) if last is not deciding else "")
    why = " ".join(text for text in said if text)
    return ClaimResult(
        claim, deciding.verdict, why, deciding, until if deciding.verdict in DEMONSTRATED else None, outcomes
    )


def _stale(shown: Outcome, claim: Claim, until: int, as_of: int, files: Files | None) -> str:
    if as_of > until:
        ago = (as_of - (shown.record.ended_at or 0)) // _DAY
        return f"Shown by {shown.record.id}, {ago} days ago; it holds for {claim.valid // _DAY} days."
    changed = [path for path, sha in sorted(shown.record.files.items()) if files is not None and files.get(path) != sha]
    if not changed:
        return ""
    assert files is not None
    names = ", ".join(changed)
    gone = not any(path in files for path in changed)
    return f"Shown by {shown.record.id}; {names} {'has gone' if gone else 'was changed'} since."


def _why(shown: Outcome) -> str:
    """Nothing more to say of what was simply met: target and time stand beside it."""
    if shown.verdict is ClaimVerdict.MET:
        return ""
    target, took = shown.judged.objective.within, shown.judged.achieved_ms
    if shown.verdict is ClaimVerdict.NOT_MET and target is not None and took is not None and took > target:
        return f"Missed by {short_duration(max(took - target, 1_000))}."
    return _sentence(shown.why)


def _unjudged_since(last: Outcome) -> str:
    return f"Since then {last.record.id} could not judge it: {last.why}."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""
