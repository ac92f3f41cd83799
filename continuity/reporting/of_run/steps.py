"""Every step of the plan: those that opened as they went, then those that never did and why."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.reporting.account import StepRow
from continuity.reporting.of_run.answers import answer_of, entered
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.branches import passed_by
from continuity.reporting.texts import _
from continuity.reporting.verdicts import StepWord
from continuity.run.deviations import late_by
from continuity.run.state import RunState
from continuity.run.steps import Outline, StepState, StepStatus, outline, static_key

__all__ = ["round_of", "step_rows", "step_title"]

_OVER = {
    StepStatus.FAILED: StepWord.FAILED,
    StepStatus.SKIPPED: StepWord.SKIPPED,
    StepStatus.NOT_APPLICABLE: StepWord.NOT_APPLICABLE,
    StepStatus.IMPROVISED: StepWord.IMPROVISED,
}


def step_rows(run: RunState, axis: Axis) -> tuple[StepRow, ...]:
    """In the order of opening; a step that was never reached has no times."""
    opened = {static_key(key) for key in run.steps}
    never = [item for item in outline(run.plan) if item.key not in opened]
    return (*(_row(run, axis, state) for state in run.steps.values()), *_never(run, never))


def step_title(run: RunState, key: str | None) -> str | None:
    """What a step asks for, and in which round; none for what belongs to no step."""
    state = run.step(key) if key else None
    if state is None:
        return None
    number = round_of(state.key)
    return state.step.do if number is None else _("%(do)s, round %(n)d") % {"do": state.step.do, "n": number}


def round_of(key: str) -> int | None:
    """The number of the innermost round that a step belongs to."""
    numbers = [part.partition("#")[2] for part in key.split("/") if "#" in part]
    return int(numbers[-1]) if numbers else None


def _row(run: RunState, axis: Axis, state: StepState) -> StepRow:
    word = _word(state)
    ended = word not in (StepWord.CANCELLED, StepWord.OPEN, StepWord.NOT_APPLICABLE)
    applies = state.status is not StepStatus.NOT_APPLICABLE
    return StepRow(
        key=state.key,
        title=step_title(run, state.key) or state.step.do,
        role=state.step.role,
        role_title=run.plan.role_title(state.step.role),
        person=_person(state),
        known=state.person.known if state.person else None,
        ready_ms=axis.ms(state.ready_at) if applies else None,
        started_ms=axis.maybe(state.started_at),
        done_ms=axis.maybe(state.ended_at) if ended else None,
        target_ms=state.step.target if state.step.until is None else None,
        late_by_ms=_late(run, axis, state),
        state=word,
        answer=answer_of(run, state),
    )


def _word(state: StepState) -> StepWord:
    """Begun and cut off by the end is not finished; never begun is cancelled."""
    if state.status is StepStatus.DONE:
        return StepWord.DEVIATION if state.wrong or state.reopened else StepWord.DONE
    if state.status is StepStatus.CANCELLED and state.started_at is None:
        return StepWord.CANCELLED
    return _OVER.get(state.status, StepWord.OPEN)


def _late(run: RunState, axis: Axis, state: StepState) -> int | None:
    """A step that lasts until the outage is over has no lateness of its own."""
    return late_by(run, state, axis.end) if state.step.until is None else None


def _person(state: StepState) -> str | None:
    return entered(state.person.id, state.on_behalf_of) if state.person else None


def _never(run: RunState, items: list[Outline]) -> Iterator[StepRow]:
    """Not taken where the runbook went another way or came to its end; cancelled where the run ended first."""
    elsewhere = passed_by(run)
    for item in items:
        not_taken = run.steps_over or item.key in elsewhere
        word = StepWord.NOT_APPLICABLE if not_taken else StepWord.CANCELLED if run.is_over else StepWord.OPEN
        title = run.plan.role_title(item.step.role)
        nobody = (None, None, None, None, None)
        target = item.step.target if item.step.until is None else None
        yield StepRow(item.key, item.step.do, item.step.role, title, *nobody, target, None, word)
