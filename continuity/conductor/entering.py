"""Back-entry as a run drives it: the canary, a look at it, then the rest at a limited rate, in calls that hold many.

After a relapse in the middle the hold is waited out again, and a canary goes before the rest once more.

What went in is told to the journal call by call, so a crash in the middle costs one call at most, and that one is
written again by the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from continuity.backentry import NotRead, Outcome, Quota, Target, enter_all
from continuity.clock import Clock
from continuity.conductor.errand import Errand, Free, Results
from continuity.conductor.pace import Pace
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError
from continuity.events import Body
from continuity.events import ledger as said
from continuity.events.lifecycle import Warned
from continuity.events.quota import QuotaRead
from continuity.ledger.entry import Entry, canary, entry_of, entry_order
from continuity.ledger.holding import Record
from continuity.plan.runbook import Enter
from continuity.run.homeward import entering_step
from continuity.run.state import RunState
from continuity.run.steps import StepState

__all__ = ["Entering"]

_NAME = "entry"
_IS_IN = ("created", "updated")
_AT_ONCE = 20
"""Records between two looks at the run, where each is a call of its own."""


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of one call: an outcome for each record, the quota after it, and how many one call can hold."""

    outcomes: tuple[said.RecordEntered, ...]
    quota: Quota | None
    per_call: int


class Entering:
    """``target`` lends the way to the CRM; it is closed after each errand."""

    def __init__(self, desk: Desk, target: Callable[[], Target], clock: Clock) -> None:
        self._desk = desk
        self._target = target
        self._clock = clock
        self._pace: Pace | None = None
        self._per_call = 1
        self._by_hand = False

    def due(self, free: Free) -> Iterator[Errand]:
        """The next call, when its time has come."""
        if not free(_NAME):
            return
        step = entering_step(self._desk.state)
        enter = step.step.enter if step else None
        if step is None or enter is None or self._is_held_back(step, enter):
            return
        state, form = self._desk.state, self._desk.state.plan.forms()[enter.form]
        if step.key not in state.entries:
            self._desk.record([said.EntryBegan(step.key, enter.form, state.plan.environment.id)])
        looked = state.entries[step.key]
        if looked is not None and not looked.good:
            again = [entry_of(form, record) for number in looked.numbers if (record := _record(state, number))]
            yield Errand(_NAME, lambda: self._look_again(looked, again))
            return
        order = entry_order(state.ledger, enter.form, form, enter.first)
        if order and looked is None:
            first = [entry_of(form, record) for record in canary(order, form, enter.canary)]
            since = state.restored_at
            yield Errand(_NAME, lambda: self._canary(step.key, first, since))
        elif count := self._allowed(enter, len(order)):
            entries = [entry_of(form, record) for record in order[:count]]
            yield Errand(_NAME, lambda: self._call(step.key, entries))

    def _is_held_back(self, step: StepState, enter: Enter) -> bool:
        """A relapse in the middle: nothing more is entered until the path is back, and the hold is waited out again."""
        state = self._desk.state
        if not state.probes:
            return False
        if state.restored_at is None:
            return True
        relapsed = step.started_at is not None and state.restored_at > step.started_at
        return relapsed and state.time.between(state.restored_at, self._clock.now()) < enter.hold

    def _allowed(self, enter: Enter, waiting: int) -> int:
        """How many go into the next call: nought until as many may go in as make a call worth it."""
        if self._by_hand:
            return waiting
        at = self._desk.state.time.since_start(self._clock.now())
        if self._pace is None:
            self._pace = Pace(enter.per_minute, at)
        allowed = self._pace.allowed(at)
        if allowed < min(waiting, self._per_call, enter.per_minute):
            return 0
        return min(waiting, allowed, max(self._per_call, _AT_ONCE))

    def _canary(self, key: str, entries: Sequence[Entry], since: int | None) -> Results:
        """Enter the first few and look at them; what relapsed meanwhile has proved nothing."""
        try:
            came = self._entered(entries)
            waits = any(one.outcome == "unknown" for one in came.outcomes)
            inside = [entry for entry, one in zip(entries, came.outcomes, strict=True) if one.outcome in _IS_IN]
            wrong = [] if waits else self._wrong(inside)
        except ContinuityError as problem:
            return _in_vain(problem)
        none = f"canary: the CRM took none of the first {len(entries)}"
        looked: list[Body] = [] if waits else [_looked(key, inside, wrong) if inside else Warned(none)]
        return lambda: self._told(key, came) + (looked if self._desk.state.restored_at == since else [])

    def _look_again(self, before: said.CanaryChecked, entries: Sequence[Entry]) -> Results:
        """Nothing follows until they are right in the CRM; what is as wrong as it was is not told again."""
        try:
            now = _looked(before.key, entries, self._wrong(entries))
        except ContinuityError as problem:
            return _in_vain(problem)
        return lambda: [] if now == before else [now]

    def _call(self, key: str, entries: Sequence[Entry]) -> Results:
        try:
            came = self._entered(entries)
        except ContinuityError as problem:
            return _in_vain(problem)
        return lambda: self._spent(len(entries)) + self._told(key, came)

    def _spent(self, count: int) -> list[Body]:
        if self._pace is not None:
            self._pace.spend(count, self._desk.state.time.since_start(self._clock.now()))
        return []

    def _entered(self, entries: Sequence[Entry]) -> _Came:
        target = self._target()
        try:
            self._per_call, self._by_hand = target.per_call, target.by_hand
            outcomes: list[Outcome] = []
            for start in range(0, len(entries), target.per_call):
                outcomes += enter_all(target, entries[start : start + target.per_call])
            told = tuple(_entry_told(entry, outcome) for entry, outcome in zip(entries, outcomes, strict=True))
            return _Came(told, target.quota(), target.per_call)
        finally:
            target.close()

    def _wrong(self, entries: Sequence[Entry]) -> list[str]:
        target = self._target()
        try:
            return [problem for entry in entries if (problem := _looked_at(target, entry))]
        finally:
            target.close()

    def _told(self, key: str, came: _Came) -> list[Body]:
        """What is new: an outcome that is as unknown as it was is not told again."""
        numbers = self._desk.state.ledger.numbers
        news: list[Body] = [
            one
            for one in came.outcomes
            if one.outcome != "unknown"
            or (numbers[one.number].outcome, numbers[one.number].detail) != (one.outcome, one.detail)
        ]
        return news + self._quota_told(key, came)

    def _quota_told(self, key: str, came: _Came) -> list[Body]:
        """Told when first seen, and whenever what is left begins or ceases to be enough for what waits."""
        if came.quota is None:
            return []
        quota, ours = came.quota, came.quota.ours
        now = QuotaRead(key, quota.used, quota.limit, ours, came.per_call)
        before = self._desk.state.quotas.get(key)
        waiting = sum(n.record is not None and not n.entered for n in self._desk.state.ledger.numbers.values())
        if before is not None and now.covers(waiting) == before.covers(waiting):
            return []
        return [now]


def _in_vain(problem: ContinuityError) -> Results:
    words = f"nothing was entered: {problem.message}" + (f"; {problem.hint}" if problem.hint else "")
    return lambda: [Warned(words)]


def _entry_told(entry: Entry, outcome: Outcome) -> said.RecordEntered:
    return said.RecordEntered(entry.number, outcome.outcome, outcome.system_id, outcome.detail)


def _record(state: RunState, number: str) -> Record | None:
    return state.ledger.numbers[number].record


def _looked(key: str, entries: Sequence[Entry], wrong: Sequence[str]) -> said.CanaryChecked:
    return said.CanaryChecked(key, tuple(entry.number for entry in entries), not wrong, "; ".join(wrong))


def _looked_at(target: Target, entry: Entry) -> str | None:
    """What is wrong with a record that was just entered, seen from the CRM's side."""
    try:
        held = target.read(entry.number)
    except NotRead as problem:
        return f"{entry.number}: {problem.message}"
    if held is None:
        return f"{entry.number} cannot be found"
    same = (held.total_minor, held.currency) == (entry.total.minor, entry.total.currency)
    return None if same else f"{entry.number} is there with another total"
