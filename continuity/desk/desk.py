"""Command, who asks, and what they had seen: decided and appended in one transaction, or refused as stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from continuity.clock import Clock, on_the_wall, to_iso
from continuity.desk.facts import draft_of, fact_of, facts_of
from continuity.desk.rest import collector_at_rest
from continuity.errors import Refused, Stale
from continuity.events import Actor, Body, Known
from continuity.journal.envelope import Draft, Event
from continuity.journal.store import Store, Transaction
from continuity.run.commands import Command, Who
from continuity.run.decide import decide, subject
from continuity.run.state import RunState

__all__ = ["SYSTEM", "Act", "Desk", "NotAll"]

SYSTEM = Who(Actor("conductor", Known.SYSTEM))


@dataclass(frozen=True, slots=True)
class Act:
    """A command, who asks, and when it happened (milliseconds UTC; none: now)."""

    command: Command
    who: Who
    at: int | None = None


class NotAll(Refused):
    """Of commands that belong together some were refused, so none was taken; ``refused`` is by place, from 0."""

    def __init__(self, refused: Mapping[int, Refused], of: int) -> None:
        reasons = [f"{place + 1}: {why}" for place, one in refused.items() for why in one.reasons or (one.message,)]
        super().__init__(f"nothing was taken: {len(refused)} of {of} do not fit", reasons)
        self.refused = dict(refused)


class Desk:
    """One run, seen and changed through the journal; any number of processes may have one open.

    ``salt`` gives 16 random bytes for each private text. Not for several threads at once.
    """

    def __init__(self, store: Store, stream: str, clock: Clock, salt: Callable[[], bytes]) -> None:
        self.stream = stream
        self.clock = clock
        self._store = store
        self._salt = salt
        self._state = RunState()

    @property
    def state(self) -> RunState:
        """The run as of the last refresh."""
        return self._state

    def refresh(self) -> None:
        """Take in what others have appended; of a long run no more is kept than its state."""
        self._take(self._store.read(self.stream, self._state.last_seq))

    def news(self) -> list[Event]:
        """Take in what others have appended; gives those events."""
        events = list(self._store.read(self.stream, self._state.last_seq))
        self._take(events)
        return events

    def act(
        self, command: Command, who: Who, seen: int | None = None, at: int | None = None, source: str | None = None
    ) -> list[Event]:
        """Decide on a command and append what follows from it.

        ``seen`` is the sequence number of the last event that the asker had seen: ``Stale`` when a later one
        touched the same step. ``at`` is when it happened, for late entries, and lies in the past; ``source``
        is where it was written down first. ``Refused`` lists the reasons.
        """
        with self._store.write(self.stream) as transaction:
            self._take(transaction.events(self._state.last_seq))
            self._refuse_stale(command, seen)
            now = self.clock.now()
            self._refuse_future(at, now)
            bodies = decide(self._state, command, who, now)
            # A correction is one event, and points at the one that was seen when it was asked for.
            corrects = getattr(command, "corrects", None)
            drafts = self._drafts(bodies, who, now if at is None else at, source, corrects)
            events = transaction.append(drafts, now)
        return self._take_own(events, drafts)

    def act_all(self, acts: Sequence[Act], *, rehearse: bool = False) -> list[Event]:
        """Decide on several commands in turn and append what follows from all of them, or nothing at all.

        ``NotAll`` says which were refused and why, each one judged as if those before it were taken. With ``rehearse``
        nothing is appended in any case, and no event comes back.
        """
        refused: dict[int, Refused] = {}
        taken: list[Event] = []
        committed = False
        try:
            with self._store.write(self.stream) as transaction:
                self._take(transaction.events(self._state.last_seq))
                now = self.clock.now()
                for place, act in enumerate(acts):
                    try:
                        taken += self._foresee(transaction, act, now)
                    except Refused as problem:
                        refused[place] = problem
                if refused or rehearse:
                    raise NotAll(refused, len(acts))
            committed = True
        except NotAll as not_all:
            taken = []
            if not_all.refused:
                raise
        finally:
            if not committed:  # what was folded ahead may not have come about
                self._state = RunState()
                self.refresh()
        return taken

    def _foresee(self, transaction: Transaction, act: Act, now: int) -> list[Event]:
        """Append what follows from one act, and fold it before anybody knows whether all of them will hold."""
        self._refuse_future(act.at, now)
        bodies = decide(self._state, act.command, act.who, now)
        drafts = self._drafts(bodies, act.who, now if act.at is None else act.at)
        return self._take_own(transaction.append(drafts, now), drafts)

    def record(self, bodies: Sequence[Body], who: Who = SYSTEM, at: int | None = None) -> list[Event]:
        """Append what happened, without a decision: for the conductor, which saw it."""
        with self._store.write(self.stream) as transaction:
            self._take(transaction.events(self._state.last_seq))
            now = self.clock.now()
            drafts = self._drafts(bodies, who, now if at is None else at)
            events = transaction.append(drafts, now)
        return self._take_own(events, drafts)

    def _drafts(
        self, bodies: Sequence[Body], who: Who, at: int, source: str | None = None, corrects: int | None = None
    ) -> list[Draft]:
        return [draft_of(body, who, at, self._salt, source, corrects) for body in bodies]

    def _take_own(self, events: list[Event], drafts: Sequence[Draft]) -> list[Event]:
        """Fold what we have appended, as others will read it; its private texts are at hand."""
        texts = {digest: one.text for draft in drafts for digest, one in draft.sealed.items()}
        for event in events:
            self._state.apply(fact_of(event, texts))
        return events

    def _take(self, events: Iterable[Event]) -> None:
        with collector_at_rest() if self._state.last_seq == 0 else nullcontext():
            for fact in facts_of(events, self._store):
                self._state.apply(fact)

    def _refuse_stale(self, command: Command, seen: int | None) -> None:
        key = subject(command)
        state = self._state.step(key) if key else None
        if seen is None or state is None or state.seq <= seen:
            return
        by = f" by {state.touched_by.id}" if state.touched_by else ""
        words = state.status.value.replace("_", " ")
        raise Stale(
            f"the step {key} was changed{by} at {to_iso(state.touched_at)}: it is {words}",
            hint="Nothing you typed is lost; look at the step as it is now.",
        )

    def _refuse_future(self, at: int | None, now: int) -> None:
        if at is not None and at > now:
            plan = self._state.plan_or_none
            when = on_the_wall(at, plan.organisation.time_zone) if plan else to_iso(at)
            raise Refused(f"{when} is still to come", hint="Say when it happened, with its date, or leave it out.")
