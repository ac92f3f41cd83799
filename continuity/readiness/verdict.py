"""What one run says of one claim: rules 1 to 5. Stale and untested need more than one run (``judge.py``)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from continuity.plan import Claim
from continuity.programme.record import RunRecord
from continuity.readiness.counting import is_timing, shows_times
from continuity.run.objectives import Judged, Met
from continuity.run.verdict import DrillWord

__all__ = ["DEMONSTRATED", "JUDGED", "ClaimVerdict", "Outcome", "outcome_of"]


class ClaimVerdict(Enum):
    """The verdict on a claim; only the first two count as demonstrated."""

    MET = "MET"
    MET_DEV = "MET_DEV"
    NOT_MET = "NOT_MET"
    INCONCLUSIVE = "INCONCLUSIVE"
    VOID = "VOID"
    STALE = "STALE"
    UNTESTED = "UNTESTED"


DEMONSTRATED = frozenset({ClaimVerdict.MET, ClaimVerdict.MET_DEV})
JUDGED = DEMONSTRATED | {ClaimVerdict.NOT_MET}

_VERDICTS = {
    Met.MET: ClaimVerdict.MET,
    Met.MET_DEV: ClaimVerdict.MET_DEV,
    Met.NOT_MET: ClaimVerdict.NOT_MET,
    Met.INCONCLUSIVE: ClaimVerdict.INCONCLUSIVE,
    Met.OPEN: ClaimVerdict.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run says of one claim, and the objective that says it."""

    verdict: ClaimVerdict
    why: str
    record: RunRecord
    judged: Judged


def outcome_of(record: RunRecord, claim: Claim) -> Outcome | None:
    """None where the run has nothing to say: another drill, no such objective, or a time at another speed.

    The run must be over and must count.
    """
    judged = record.objective(claim.objective) if record.drill == claim.drill else None
    if judged is None or (is_timing(judged.objective) and not shows_times(record)):
        return None
    verdict = _VERDICTS[judged.verdict]
    void = _void(record, verdict)
    return Outcome(ClaimVerdict.VOID, void, record, judged) if void else Outcome(verdict, judged.why, record, judged)


def _void(record: RunRecord, verdict: ClaimVerdict) -> str:
    """Evidence that does not hold, a fault that was not proven, or an end before the claim could be judged."""
    if record.verified is False:
        return "the record of the run does not hold"
    if record.word is DrillWord.VOID:
        return record.why
    if record.word is not DrillWord.ABORTED:
        return ""
    if record.mode == "drill" and (record.unseen or not record.seen):
        return "ended early, and no probe had seen the fault"
    return "" if verdict in JUDGED else "ended early, before it could be judged"
