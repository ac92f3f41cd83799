"""Why a claim that nobody has shown is untested, though runs may have been held."""

from __future__ import annotations

from collections.abc import Sequence

from continuity.plan import Claim
from continuity.programme.record import RunKind, RunRecord
from continuity.readiness.counting import counts, counts_not

__all__ = ["why_untested"]


def why_untested(claim: Claim, records: Sequence[RunRecord]) -> str:
    """In a sentence, from the runs of its drill that are over; the one that came nearest to counting is told."""
    held = [record for record in records if record.kind is not RunKind.PRACTICE]
    if not records:
        return "No drill has shown it yet."
    if not held:
        return "Practised with simulated people only."
    last = held[-1]
    if not counts(last):
        return f"{last.id} does not count: {counts_not(last)[:1].lower()}{counts_not(last)[1:]}"
    if last.objective(claim.objective) is None:
        return f"{last.id} had no such objective."
    return f"{last.id} was held at {last.speed} times real speed, which shows nothing about time."
