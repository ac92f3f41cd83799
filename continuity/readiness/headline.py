"""The word over a quarter: gates, weakest link first, never an average. Never "ready", never "compliant"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from continuity.programme.record import RunRecord
from continuity.readiness.counting import counts, shows_times
from continuity.readiness.judge import ClaimResult
from continuity.readiness.scope import Scope
from continuity.readiness.verdict import ClaimVerdict

__all__ = ["Headline", "HeadlineWord", "headline_of"]


class HeadlineWord(Enum):
    """What may be said of a quarter as a whole."""

    NOT_ASSESSABLE = "not assessable"
    NOT_DEMONSTRATED = "not demonstrated"
    PARTLY_DEMONSTRATED = "partly demonstrated"
    DEMONSTRATED_IN_SCOPE = "demonstrated in scope"


@dataclass(frozen=True, slots=True)
class Headline:
    """The word, and every reason for it."""

    word: HeadlineWord
    why: tuple[str, ...]


_OPEN = {
    ClaimVerdict.STALE: "no longer current",
    ClaimVerdict.UNTESTED: "untested",
    ClaimVerdict.INCONCLUSIVE: "inconclusive",
    ClaimVerdict.VOID: "void",
}


def headline_of(scope: Scope, results: Sequence[ClaimResult], records: Sequence[RunRecord]) -> Headline:
    """The first gate that is shut says the word; ``records`` are those of the last year, in order of time."""
    gates = (
        (HeadlineWord.NOT_ASSESSABLE, [*_no_claim(results), *_damaged(records)]),
        (HeadlineWord.NOT_DEMONSTRATED, [*_nothing(results), *_missed(scope, results), *_beyond(scope, records)]),
        (HeadlineWord.PARTLY_DEMONSTRATED, [*_open(scope, results), *_conflicts(results)]),
    )
    for word, why in gates:
        if why:
            return Headline(word, tuple(why))
    return Headline(HeadlineWord.DEMONSTRATED_IN_SCOPE, tuple(_whole(scope, results)))


def _no_claim(results: Sequence[ClaimResult]) -> Iterator[str]:
    if not results:
        yield "No claim is registered."


def _damaged(records: Sequence[RunRecord]) -> Iterator[str]:
    for record in records:
        if record.verified is False:
            yield f"The record of {record.id} does not hold."


def _nothing(results: Sequence[ClaimResult]) -> Iterator[str]:
    """Where nothing at all is shown, "partly" would be untrue."""
    if results and not any(result.demonstrated for result in results):
        untested = all(result.verdict is ClaimVerdict.UNTESTED for result in results)
        yield "Nothing has been shown by people at real speed yet." if untested else "No claim is demonstrated."


def _missed(scope: Scope, results: Sequence[ClaimResult]) -> Iterator[str]:
    for result in results:
        if result.claim.tier == scope.top_tier and result.verdict is ClaimVerdict.NOT_MET:
            yield f"A tier {scope.top_tier} claim was tried and missed: {result.claim.title}."


def _beyond(scope: Scope, records: Sequence[RunRecord]) -> Iterator[str]:
    """The last run of each drill that counts says whether a process was out for too long."""
    last = {record.drill: record for record in records if counts(record) and shows_times(record)}
    for record in last.values():
        for process in record.beyond_mtpd:
            yield f"{scope.process_title(process)} was out for longer than can be borne (MTPD), in {record.id}."


def _open(scope: Scope, results: Sequence[ClaimResult]) -> Iterator[str]:
    top = [result for result in results if result.claim.tier == scope.top_tier]
    for verdict, words in _OPEN.items():
        count = sum(result.verdict is verdict for result in top)
        if count:
            yield f"{count} of {len(top)} tier {scope.top_tier} claims {'are' if count > 1 else 'is'} {words}."


def _conflicts(results: Sequence[ClaimResult]) -> Iterator[str]:
    rests_on = {r.rests_on.record.id: r.rests_on.record for r in results if r.demonstrated and r.rests_on}
    for record in rests_on.values():
        if record.conflicts:
            yield f"In {record.id}, {' and '.join(record.conflicts)} evaluated and had a part as well."


def _whole(scope: Scope, results: Sequence[ClaimResult]) -> Iterator[str]:
    yield f"Every tier {scope.top_tier} claim is demonstrated and current."
    rest = sum(not result.demonstrated for result in results)
    if rest:
        yield f"{rest} of {len(results)} claims, of a lower tier, {'are' if rest > 1 else 'is'} not."
