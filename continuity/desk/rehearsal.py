"""A desk that appends nothing: what would come of commands, on a state folded for it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from continuity.errors import Refused
from continuity.events import Fact
from continuity.run.commands import Command, Who
from continuity.run.decide import decide
from continuity.run.state import RunState

__all__ = ["Rehearsal"]


@dataclass(slots=True)
class Rehearsal:
    """``state`` belongs to the rehearsal and is changed by it; ``now`` gives milliseconds UTC."""

    state: RunState
    now: Callable[[], int]

    def act(
        self, command: Command, who: Who, seen: int | None = None, at: int | None = None, source: str | None = None
    ) -> None:
        """Decide, and take what follows into the state; raises ``Refused`` as the desk would."""
        now = self.now()
        if at is not None and at > now:
            raise Refused("that is still to come")
        for body in decide(self.state, command, who, now):
            seq = self.state.last_seq + 1
            happened = now if at is None else at
            self.state.apply(Fact(seq, happened, now, who.actor, body, who.role, who.duty, source=source))
