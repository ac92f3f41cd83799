"""What a run says of taking orders by hand: how complete, how true, how fast, and how long until the books agreed."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from continuity.ledger.figures import figures
from continuity.ledger.holding import NumberState
from continuity.run.clocks import read_clocks
from continuity.run.state import RunState
from continuity.run.steps import StepStatus

__all__ = ["Balance", "Share", "balance"]

_UNTRUE = ("R2", "R6", "R7", "R16")
"""Rules that say that the CRM does not hold what the form says."""
_FORM_ERRORS = (*_UNTRUE, "R11")
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Share:
    """``of`` how many, ``count`` are so; never a percentage alone."""

    count: int
    of: int

    def __str__(self) -> str:
        """``34 of 35``."""
        return f"{self.count} of {self.of}"


@dataclass(frozen=True, slots=True)
class Balance:
    """Figures of one form in one run; times in milliseconds of scenario time; none where nobody can know yet."""

    form: str
    complete: Share | None
    """Captured orders that the CRM held when it was last read."""
    accurate: Share | None
    """Captured orders that the CRM holds as the form says."""
    lost: int | None
    duplicated: int | None
    to_reconciled: int | None
    """From the all-clear to books that agree."""
    form_errors: Share
    """Forms spoiled, corrected or found to differ, of all that were written on."""
    per_hour: int | None
    """Orders by hand in an hour, from the first to the last one; in hundredths."""


def balance(run: RunState, form: str) -> Balance:
    """Work the figures out from the events alone."""
    found, books, held = figures(run.ledger, form), run.ledger.books.get(form), run.ledger.stations.system.get(form)
    exceptions = books.exceptions if books else ()
    untrue = {one.number for one in exceptions if one.rule in _UNTRUE}
    wrong = {one.number for one in exceptions if one.rule in _FORM_ERRORS}
    taken = array("q")
    there = right = errors = 0
    for one in run.ledger.of(form):
        if one.record is None or one.state is not NumberState.USED:
            continue
        taken.append(one.record.taken_at)
        errors += one.number in wrong or one.record.before is not None
        if held is not None and one.number in held:
            there += 1
            right += one.number not in untrue
    return Balance(
        form,
        None if held is None else Share(there, len(taken)),
        None if held is None or books is None else Share(right, len(taken)),
        found.lost,
        found.duplicated,
        _to_reconciled(run),
        Share(found.void + errors, found.void + len(taken)),
        _per_hour(run, taken),
    )


def _to_reconciled(run: RunState) -> int | None:
    t5 = read_clocks(run).get("t5")
    cleared = [s.ended_at for s in run.steps.values() if s.step.marks == "all_clear" and s.status is StepStatus.DONE]
    ends = [at for at in cleared if at is not None]
    return run.time.between(min(ends), t5.at) if t5 is not None and ends and t5.at >= min(ends) else None


def _per_hour(run: RunState, taken: Sequence[int]) -> int | None:
    passed = run.time.between(min(taken), max(taken)) if len(taken) > 1 else 0
    return (len(taken) - 1) * 100 * _HOUR_MS // passed if passed > 0 else None
