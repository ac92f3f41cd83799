"""What somebody at a terminal has to hear while they work: messages, who is away, who leads, what was decided."""

from __future__ import annotations

from typing import cast

from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.events import people, steps
from continuity.events.kinds import body_of
from continuity.journal.envelope import Event
from continuity.run.commands import Who
from continuity.run.deviations import late_by
from continuity.run.steps import StepState
from continuity.structure import JsonObject
from continuity.terminal.ask import Interrupted
from continuity.terminal.said import words_of
from continuity.terminal.seats import Seat
from continuity.terminal.step_screen import news

__all__ = ["Listening"]

_HEARD_BY_ALL = (
    people.PersonAway,
    people.PersonBack,
    people.ChannelAway,
    people.ChannelBack,
    people.HandoverAccepted,
    people.HandoverAnnounced,
)


_DONE_BY = (people.HandoverAccepted, people.HandoverAnnounced)
"""Of these the one who did it is the point; of the others what happened."""
_MARK = " >>"


class Listening:
    """Takes in what others did, and keeps it until it was shown once."""

    def __init__(self, desk: Desk, seat: Seat, clock: Clock) -> None:
        self._desk = desk
        self._seat = seat
        self._clock = clock
        self._lines: list[str] = []
        self._messages: dict[str, int] = {}
        self._late: set[str] = set()
        self._begun = False

    def listen(self) -> None:
        """Take in what has happened; what lies before the first look is no news."""
        if self._begun:
            self._lines += [line for event in self._desk.news() if (line := self._line(event)) is not None]
        else:
            self._desk.refresh()
        self._begun = True

    def news(self) -> tuple[str, ...]:
        """What has not been shown yet."""
        self._take_messages()
        lines, self._lines = tuple(self._lines), []
        return lines

    def while_at(self, step: StepState, who: Who) -> tuple[str, ...]:
        """The same for somebody who thinks about a step; ``Interrupted`` when it is no longer theirs."""
        self.listen()
        run = self._desk.state
        if not any(state is step for state in run.open_steps()) or run.status.value != "running":
            raise Interrupted
        if who.role not in self._seat.roles(run) or (step.touched_by and step.person not in (None, who.actor)):
            raise Interrupted
        if self._turns_late(step):
            self._lines.append(" >> This step is LATE now. Ask for help if you need it.")
        return self.news()

    def at(self, step: StepState) -> None:
        """A step is shown; that it is late stands on the screen and needs not be said again."""
        self._turns_late(step)

    def _turns_late(self, step: StepState) -> bool:
        late = step.step.until is None and late_by(self._desk.state, step, self._clock.now()) is not None
        if not late or step.key in self._late:
            return False
        self._late.add(step.key)
        return True

    def _take_messages(self) -> None:
        for role in sorted(self._seat.roles(self._desk.state)):
            heard = self._messages.get(role, 0)
            for message in news(self._desk.state, role, heard):
                self._lines.append(f" >> {message.says}")
            self._messages[role] = heard + len(news(self._desk.state, role, heard))

    def _line(self, event: Event) -> str | None:
        run = self._desk.state
        body = body_of(event.kind, cast(JsonObject, event.body), {})
        if isinstance(body, _HEARD_BY_ALL):
            by = f"{event.actor.id} " if isinstance(body, _DONE_BY) else ""
            return f"{_MARK} {by}{words_of(run, body)}."
        if isinstance(body, steps.StepSkipRefused | steps.StepSkipped):
            return self._answered(run.steps[body.key], event.actor.id)
        return None

    def _answered(self, state: StepState, lead: str) -> str | None:
        """What came of a wish to leave a step out, for whoever had it."""
        asked = state.skip_asked
        if asked is None or asked.by == lead:
            return None
        if asked.refused:
            return f"{_MARK} {lead} wants it done: {state.step.do}: {asked.refused}"
        return f"{_MARK} {lead} agrees, it is left out: {state.step.do}"
