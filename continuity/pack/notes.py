"""What people should know of an entry that was taken, because they may not expect it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.pack.log import Entry
from continuity.pack.totals import by_then
from continuity.run.commands import Command, Finish, Skip
from continuity.run.state import RunState
from continuity.run.steps import StepState

__all__ = ["notes"]


def notes(run: RunState, entry: Entry, state: StepState | None, command: Command) -> Iterator[str]:
    """Forms that a header left out, a count that differs, a step that is left out once somebody agrees."""
    if state is None:
        return
    where = f"entry {entry.counter}: {entry.key}"
    if isinstance(command, Finish) and state.step.batch and (left := by_then(run.ledger, state.step.batch, entry.at)):
        yield f"{where}: taken by then, and not on the header: {', '.join(left)}"
    if isinstance(command, Skip) and state.status.is_open:
        yield f"{where} is left out once whoever leads agrees: continuity join --as LEAD --duty lead"
    if isinstance(command, Finish):
        yield from (f"{where}: {words}" for words in state.wrong)
