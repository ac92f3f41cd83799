"""Hand-overs, absences, failed channels and empty roles of a run, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.reporting.attendance import AbsenceRow, HandoverRow, InsteadRow, SilenceRow, StoodInRow, VacancyRow
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.steps import step_title
from continuity.reporting.texts import _
from continuity.run.attendance import Absence, Handover, Silence, Vacancy
from continuity.run.state import RunState
from continuity.run.steps import StepState

__all__ = ["absence_rows", "handover_rows", "silence_rows", "vacancy_rows"]


def handover_rows(run: RunState, axis: Axis) -> tuple[HandoverRow, ...]:
    """Every offer in the order of time, and what became of it."""
    return tuple(_handover(run, axis, one) for one in run.attendance.handovers)


def _handover(run: RunState, axis: Axis, one: Handover) -> HandoverRow:
    return HandoverRow(
        what=_("Command") if one.role is None else run.plan.role_title(one.role),
        command=one.role is None,
        giver=one.from_,
        taker=one.to,
        offered_ms=axis.ms(one.offered_at),
        accepted_ms=axis.maybe(one.accepted_at),
        announced_ms=axis.maybe(one.announced_at),
        declined_ms=axis.maybe(one.declined_at),
        reason=one.reason,
        offered_by=one.offered_by.id if one.offered_by.id != one.from_ else None,
        steps=len(one.steps),
    )


def absence_rows(run: RunState, axis: Axis) -> tuple[AbsenceRow, ...]:
    """Everybody who was away, and who acted in their place."""
    return tuple(
        AbsenceRow(
            one.person,
            axis.ms(one.begin),
            axis.maybe(one.end),
            _("taken away by the drill") if one.inject else one.reason,
            one.inject,
            tuple(_stood_in(run, one)),
        )
        for one in run.attendance.absences
    )


def _stood_in(run: RunState, absence: Absence) -> Iterator[StoodInRow]:
    steps: dict[str, list[str]] = {}
    for state in run.steps.values():
        for one in state.stood_in:
            if absence.person in one.away and _during(absence, one.at):
                steps.setdefault(one.person, []).append(step_title(run, state.key) or state.step.do)
    yield from (StoodInRow(person, tuple(dict.fromkeys(titles))) for person, titles in steps.items())


def _during(span: Absence | Silence | Vacancy, at: int) -> bool:
    return span.begin <= at and (span.end is None or at < span.end)


def silence_rows(run: RunState, axis: Axis) -> tuple[SilenceRow, ...]:
    """Every channel that failed, and by which others messages went meanwhile."""
    return tuple(
        SilenceRow(
            run.plan.organisation.channels.get(one.channel, one.channel),
            axis.ms(one.begin),
            axis.maybe(one.end),
            one.inject,
            tuple(_instead(run, axis, one)),
        )
        for one in run.attendance.silences
    )


def _instead(run: RunState, axis: Axis, silence: Silence) -> Iterator[InsteadRow]:
    """Messages whose first choice it would have been."""
    for sent in run.messages:
        state = run.step(sent.said.key)
        wanted = state.step.message.by if state and state.step.message else ()
        before = wanted[: wanted.index(sent.said.by)] if sent.said.by in wanted else wanted
        if silence.channel in before and _during(silence, sent.at):
            by = sent.said.by
            title = run.plan.organisation.channels.get(by, by) if by else None
            yield InsteadRow(axis.ms(sent.at), sent.said.audience, title)


def vacancy_rows(run: RunState, axis: Axis) -> tuple[VacancyRow, ...]:
    """Every time in which nobody could act in a role, and which of its steps waited."""
    return tuple(
        VacancyRow(
            run.plan.role_title(one.role),
            axis.ms(one.begin),
            axis.maybe(one.end),
            run.time.between(one.begin, one.end if one.end is not None else axis.end),
            one.away,
            tuple(step_title(run, state.key) or state.step.do for state in _waiting(run, axis, one)),
        )
        for one in run.attendance.vacancies
    )


def _waiting(run: RunState, axis: Axis, vacancy: Vacancy) -> Iterator[StepState]:
    end = vacancy.end if vacancy.end is not None else axis.end
    for state in run.steps.values():
        over = state.ended_at if state.ended_at is not None else axis.end + 1
        signs = state.step.sign_off.role if state.step.sign_off else None
        if vacancy.role in (state.step.role, signs) and state.ready_at < end and over > vacancy.begin:
            yield state
