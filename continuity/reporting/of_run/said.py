"""What was said and written down: messages, notes and warnings, departures from the runbook."""

from __future__ import annotations

from continuity.reporting.account import Deviation, MessageRow, Note
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.steps import step_title
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
            sent.actor.id,
            sent.said.estimate,
            sent.said.estimate_source,
            sent.said.confidence,
            sent.said.next_update,
        )
        for sent in run.messages
    )


def note_rows(run: RunState, axis: Axis) -> tuple[Note, ...]:
    """People's remarks and the program's own warnings, by time."""
    notes = sorted([*run.notes, *run.warnings], key=lambda note: note.at)
    return tuple(Note(axis.ms(note.at), note.actor.id, note.text, step_title(run, note.key)) for note in notes)


def deviation_rows(run: RunState, axis: Axis) -> tuple[Deviation, ...]:
    """Every departure in the order of time."""
    return tuple(
        Deviation(one.type, one.what, step_title(run, one.key), one.who or None, axis.ms(one.at))
        for one in deviations(run)
    )
