"""A row for each run of the quarter report."""

from __future__ import annotations

from continuity.programme.record import RunRecord
from continuity.readiness.counting import counts_not, shows_times
from continuity.reporting.of_quarter.claims import iso
from continuity.reporting.quarter import RunRow
from continuity.reporting.texts import _
from continuity.reporting.times import hourly, length
from continuity.reporting.verdicts import DrillWord, RunKind, SafetyWord
from continuity.run.balance import Balance

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
        "; ".join(_by_hand(one) for one in record.by_hand if one.complete is not None) if over else "",
    )


def _by_hand(one: Balance) -> str:
    counts = {"complete": one.complete, "lost": one.lost or 0, "doubled": one.duplicated or 0}
    words = [_("By hand: %(complete)s in the CRM, %(lost)d lost, %(doubled)d doubled") % counts]
    if one.accurate is not None:
        words.append(_("%s as the form says") % one.accurate)
    if one.form_errors.of:
        words.append(_("form errors %s") % one.form_errors)
    if one.per_hour is not None:
        words.append(_("%s orders an hour") % hourly(one.per_hour))
    if one.to_reconciled is not None:
        words.append(_("books agreed %s after the all-clear") % length(one.to_reconciled))
    return "; ".join(words)


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
