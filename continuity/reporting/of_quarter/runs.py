"""A row for each run of the quarter report."""

from __future__ import annotations

from continuity.programme.record import RunRecord
from continuity.readiness.counting import counts_not, shows_times
from continuity.reporting.of_quarter.claims import iso
from continuity.reporting.quarter import RunRow
from continuity.reporting.texts import _
from continuity.reporting.verdicts import DrillWord, RunKind, SafetyWord

__all__ = ["run_row"]


def run_row(record: RunRecord, as_of: int, report: str | None) -> RunRow:
    """How it came out; what was still going on then has no verdict yet."""
    over = record.is_over_by(as_of)
    return RunRow(
        record.id,
        record.title,
        RunKind(record.kind.value),
        iso(record.started_at or 0),
        record.speed,
        DrillWord(record.word.value) if over else DrillWord.INCONCLUSIVE,
        SafetyWord(record.safety.value) if over else SafetyWord.UNVERIFIED,
        record.met if over else 0,
        len(record.judged),
        _counts_not(record, over),
        report,
    )


def _counts_not(record: RunRecord, over: bool) -> str:
    if not over:
        return _("It was still going on.")
    if record.verified is False:
        return _("Its record does not hold.")
    if why := counts_not(record):
        return _(why)
    if not shows_times(record):
        return _("At %d times real speed: it counts for no claim about time.") % record.speed
    return ""
