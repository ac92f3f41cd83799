"""What each objective came to, by rule from the events. A rule never guesses: inside the error it is inconclusive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from continuity.ledger.batch import is_withdrawn
from continuity.ledger.figures import Figures, figures
from continuity.ledger.holding import Batch, HandedState
from continuity.plan import Objective
from continuity.run.clocks import Clocks, read_clocks
from continuity.run.state import RunState
from continuity.run.steps import StepStatus
from continuity.units import short_duration

__all__ = ["Judged", "Met", "judge", "measure"]


class Met(Enum):
    """How an objective ended; open while the run goes on."""

    MET = "met"
    MET_DEV = "met_dev"
    NOT_MET = "not_met"
    INCONCLUSIVE = "inconclusive"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Judged:
    """An objective, what was measured (scenario milliseconds), and the verdict with its reason."""

    objective: Objective
    verdict: Met
    why: str
    achieved_ms: int | None = None
    error_ms: int = 0


@dataclass(frozen=True, slots=True)
class _Measured:
    achieved: int | None
    error: int = 0
    missing: str = ""
    since: int | None = None
    """Real time from which the target runs, when its end was not reached."""


def measure(objective: Objective) -> str:
    """What an objective measures, in a few words."""
    if objective.clock:
        return " → ".join(objective.clock)
    if objective.hand_off:
        return "closed → acknowledged"
    if objective.message:
        return f"{objective.after} → sent"
    return "every number, every station"


def judge(run: RunState) -> tuple[Judged, ...]:
    """Every objective of the drill, in its order."""
    return tuple(_judge(run, objective) for objective in run.plan.drill.objectives)


def _judge(run: RunState, objective: Objective) -> Judged:
    if objective.records:
        return _judge_records(run, objective)
    clocks = read_clocks(run, objective.process)
    if objective.clock:
        found = _clock(objective, clocks)
    elif objective.hand_off:
        found = _hand_off(run, objective.hand_off, objective.within)
    else:
        found = _message(run, objective, clocks)
    return _against_target(run, objective, found)


def _clock(objective: Objective, clocks: Clocks) -> _Measured:
    first, last = clocks.get(objective.clock[0]), clocks.get(objective.clock[1])
    if first is None:
        return _Measured(None, missing=f"{objective.clock[0]} was not reached")
    if last is None:
        return _Measured(None, missing=f"{objective.clock[1]} was not reached", since=first.at)
    return _Measured(last.ms - first.ms, first.error_ms + last.error_ms)


def _hand_off(run: RunState, receiver: str, within: int | None) -> _Measured:
    """The slowest batch counts: each one must be acknowledged in time, and one that was late settles it."""
    batches = (batch for batch in run.ledger.batches.values() if not is_withdrawn(run.ledger, batch))
    answers = [(batch, _acknowledged_at(batch, receiver)) for batch in batches]
    if not answers:
        return _Measured(None, missing="no batch was handed over")
    slowest = max((run.time.between(batch.closed_at, at) for batch, at in answers if at is not None), default=0)
    waiting = next((batch for batch, at in answers if at is None), None)
    if waiting is None or (within is not None and slowest > within):
        return _Measured(slowest)
    return _Measured(None, missing=f"{waiting.id} was not acknowledged", since=waiting.closed_at)


def _acknowledged_at(batch: Batch, receiver: str) -> int | None:
    handed = batch.handed.get(receiver)
    return handed.answered_at if handed and handed.state is HandedState.ACKNOWLEDGED else None


def _message(run: RunState, objective: Objective, clocks: Clocks) -> _Measured:
    first = clocks.get(objective.after)
    if first is None:
        return _Measured(None, missing=f"{objective.after} was not reached")
    sent = [message.at for message in run.messages if message.said.audience == objective.message]
    if not sent:
        return _Measured(None, missing=f"{objective.message} were not told", since=first.at)
    return _Measured(max(0, run.time.between(first.at, min(sent))), first.error_ms)


def _against_target(run: RunState, objective: Objective, found: _Measured) -> Judged:
    if found.achieved is None:
        return _not_reached(run, objective, found)
    return Judged(
        objective, *_compared(run, objective.within, found.achieved, found.error), found.achieved, found.error
    )


def _compared(run: RunState, target: int | None, achieved: int, error: int) -> tuple[Met, str]:
    took = f"took {short_duration(achieved)}"
    if target is None:
        return _met(run, "reached; no target is set")
    if achieved - error > target:
        return Met.NOT_MET, took
    if achieved + error > target:
        return Met.INCONCLUSIVE, f"{took}; the target lies inside the measuring error of {short_duration(error)}"
    return _met(run, took)


def _met(run: RunState, why: str) -> tuple[Met, str]:
    departures = _departures(run)
    return (Met.MET_DEV, f"{why}; {departures}") if departures else (Met.MET, why)


def _not_reached(run: RunState, objective: Objective, found: _Measured) -> Judged:
    """Ended before the end was reached: past the target it is missed, before it nobody can know."""
    if not run.is_over:
        return Judged(objective, Met.OPEN, found.missing)
    waited = run.time.between(found.since, run.ended_at or run.last_at) if found.since is not None else 0
    if objective.within is not None and found.since is not None and waited >= objective.within:
        return Judged(objective, Met.NOT_MET, f"{found.missing} in {short_duration(waited)}")
    return Judged(objective, Met.INCONCLUSIVE, f"{found.missing} before the end")


def _departures(run: RunState) -> str:
    left = [s for s in run.steps.values() if s.status in (StepStatus.SKIPPED, StepStatus.FAILED) and s.step.critical]
    return f"{len(left)} critical step{'s' * (len(left) > 1)} left out or failed" if left else ""


def _judge_records(run: RunState, objective: Objective) -> Judged:
    open_or_not = Met.INCONCLUSIVE if run.is_over else Met.OPEN
    form = run.main_form
    found = figures(run.ledger, form) if form else None
    if found is None or not found.captured:
        return Judged(objective, open_or_not, "no record was taken by hand")
    if form is None or form not in run.ledger.books:
        return Judged(objective, open_or_not, "the books were not compared")
    if run.ledger.is_stale(form):
        return Judged(objective, open_or_not, "something has changed since the books were compared")
    return Judged(objective, *_records_verdict(run, found))


def _records_verdict(run: RunState, found: Figures) -> tuple[Met, str]:
    counts = (found.lost, "lost"), (found.duplicated, "doubled"), (found.missing, "missing")
    wrong = [f"{count} {word}" for count, word in (*counts, (found.open_exceptions, "unexplained")) if count]
    if wrong:
        return Met.NOT_MET, ", ".join(wrong)
    return _met(run, f"{found.entered} of {found.captured}, each once")
