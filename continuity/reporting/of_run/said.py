"""What was said and written down: messages, notes and warnings, departures from the runbook."""

from __future__ import annotations

from continuity.reporting.account import Deviation, MessageRow, Note
from continuity.reporting.of_run.answers import entered
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.steps import step_title
from continuity.reporting.texts import _
from continuity.reporting.verdicts import ReviewWord
from continuity.run.deviations import Deviation as Departure
from continuity.run.deviations import deviations
from continuity.run.state import RunState

__all__ = ["deviation_rows", "message_rows", "note_rows"]


def message_rows(run: RunState, axis: Axis) -> tuple[MessageRow, ...]:
    """Every message in the order of sending."""
    return tuple(
        MessageRow(
            axis.ms(sent.at),
            sent.said.audience,
            str(sent.said.text),
            entered(sent.actor.id, sent.on_behalf_of),
            sent.said.estimate,
            sent.said.estimate_source,
            sent.said.confidence,
            sent.said.next_update,
            run.plan.organisation.channels.get(sent.said.by, sent.said.by) if sent.said.by else None,
        )
        for sent in run.messages
    )


def note_rows(run: RunState, axis: Axis) -> tuple[Note, ...]:
    """People's remarks and the program's own warnings, by time."""
    notes = sorted([*run.notes, *run.warnings], key=lambda note: note.at)
    return tuple(Note(axis.ms(note.at), note.actor.id, note.text, step_title(run, note.key)) for note in notes)


def deviation_rows(run: RunState, axis: Axis) -> tuple[Deviation, ...]:
    """Every departure in the order of time, with its verdict where there is one."""
    return tuple(_deviation(run, axis, one) for one in deviations(run))


def _deviation(run: RunState, axis: Axis, one: Departure) -> Deviation:
    review = run.reviews.get(one.id)
    return Deviation(
        type=one.type,
        what=one.what,
        step=_step(run, one),
        who=one.who or None,
        at_ms=axis.ms(one.at),
        id=one.id,
        verdict=ReviewWord(review.verdict) if review else None,
        verdict_by=review.actor.id if review else None,
        verdict_why=review.why if review else "",
    )


def _step(run: RunState, one: Departure) -> str | None:
    """What a step asks for; what was improvised followed one."""
    state = run.step(one.key)
    if state is None or one.type != "improvised":
        return step_title(run, one.key)
    return _("after “%s”") % (step_title(run, state.after) or state.after)
