"""What may happen next: a command, who asks, and the state give new events, or a refusal."""

from __future__ import annotations

from continuity.events import Body
from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.decide import lifecycle, records, steps
from continuity.run.state import RunState

__all__ = ["decide", "subject"]


def decide(run: RunState, command: Command, who: Who, now: int) -> list[Body]:
    """The events that the command leads to, in order. Raises ``Refused`` with every reason.

    ``now`` is real time in milliseconds. An empty list means that it had happened already.
    """
    match command:
        case ask.Pause() | ask.Resume() | ask.Abort() | ask.Note():
            return lifecycle.decide(run, command)
        case ask.Capture() | ask.Void() | ask.Return() | ask.MarkMissing() | ask.Compare() | ask.Settle():
            return records.decide(run, command, who)
        case _:
            return steps.decide(run, command, who, now)


def subject(command: Command) -> str | None:
    """The step that a command is about; a later event on it makes the command stale."""
    match command:
        case (
            ask.Start(key=key)
            | ask.Finish(key=key)
            | ask.Fail(key=key)
            | ask.Block(key=key)
            | ask.Unblock(key=key)
            | ask.Skip(key=key)
            | ask.Reopen(key=key)
            | ask.SignOff(key=key)
        ):
            return key
        case _:
            return None
