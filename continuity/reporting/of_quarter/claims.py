"""A row for each claim of the quarter report."""

from __future__ import annotations

from continuity.clock import to_iso
from continuity.programme.quarter import local_day
from continuity.programme.register import Register
from continuity.readiness.judge import ClaimResult
from continuity.readiness.scope import Scope
from continuity.readiness.verdict import ClaimVerdict
from continuity.reporting.quarter import ClaimRow
from continuity.reporting.verdicts import ClaimWord

__all__ = ["claim_row", "iso"]

_SAYS_NOTHING = (ClaimVerdict.STALE, ClaimVerdict.VOID)
"""What such a run took is no achievement, so it is not printed beside the target."""


def claim_row(scope: Scope, result: ClaimResult, register: Register, begin: int, zone: str) -> ClaimRow:
    """The claim and its verdict; the target is the one that was judged, or the one that the drill has now."""
    claim, outcome = result.claim, result.rests_on
    objective = outcome.judged.objective if outcome else scope.objective(claim)
    judged = None if outcome is None or result.verdict in _SAYS_NOTHING else outcome.judged
    late = register.late(claim.id, begin)
    return ClaimRow(
        claim.id,
        claim.title,
        claim.process,
        claim.tier,
        ClaimWord(result.verdict.value),
        objective.within if objective else None,
        judged.achieved_ms if judged else None,
        outcome.record.id if outcome else None,
        result.why,
        achieved=judged.why if judged and judged.objective.records else "",
        valid_until=None if result.until is None else local_day(result.until, zone),
        registered=None if late is None else local_day(late, zone),
    )


def iso(at: int) -> str:
    """A time as reports keep it: RFC 3339, to the second."""
    return to_iso(at // 1000 * 1000).replace(".000Z", "Z")
