"""What may happen next: a command, who asks, and the state give new events, or a refusal."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.decide import control, lifecycle, packs, party, records, review, stations, steps
from continuity.run.state import RunState
from continuity.run.words import refuse_cards

__all__ = ["decide", "subject"]


def decide(run: RunState, command: Command, who: Who, now: int) -> list[Body]:
    """The events that the command leads to, in order. Raises ``Refused`` with every reason.

    ``now`` is real time in milliseconds. An empty list means that it had happened already.
    """
    if run.plan_or_none is None:
        raise Refused(f"the run is {run.status.value}", hint="It has no plan yet.")
    refuse_cards(command, who, lambda: _numbers(run))
    if isinstance(command, ask.RecordCommand):
        return records.decide(run, command, who)
    if isinstance(command, ask.LifeCommand):
        return lifecycle.decide(run, command, who)
    if isinstance(command, ask.StationCommand):
        return stations.decide(run, command, who)
    if isinstance(command, ask.PartyCommand):
        return party.decide(run, command, who)
    if isinstance(command, ask.ControlCommand):
        return control.decide(run, command, who)
    if isinstance(command, ask.ReviewCommand):
        return review.decide(run, command, who)
    if isinstance(command, ask.PackCommand):
        return packs.decide(run, command, who)
    return steps.decide(run, command, who, now)


def _numbers(run: RunState) -> set[str]:
    """Numbers that stand in the record already: our own, batches, and those of other systems in the books."""
    found = (one.number for books in run.ledger.books.values() for one in books.exceptions)
    return {*run.ledger.numbers, *run.ledger.batches, *found}


def subject(command: Command) -> str | None:
    """The step that a command is about; a later event on it makes the command stale."""
    return None if isinstance(command, ask.Note) else getattr(command, "key", None)
