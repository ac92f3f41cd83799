"""Back-entry as a run drives it: the canary, a look at it, then the rest at a limited rate, in calls that hold many.

After a relapse in the middle the hold is waited out again, and a canary goes before the rest once more.

What went in is told to the journal call by call, so a crash in the middle costs one call at most, and that one is
written again by the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
from continuity.ledger.cards import without_cards
from continuity.ledger.drain import covers
from continuity.ledger.entry import Entry, canary, entry_of, entry_order, how_many_wait, of_known_customers
from continuity.ledger.holding import NumberState
from continuity.plan.runbook import Enter, Form
from continuity.run.homeward import entering_step
from continuity.run.steps import StepState

__all__ = ["Entering"]

_NAME = "entry"
_AT_ONCE = 20
"""Records between two looks at the run, where each is a call of its own."""


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of one call: an outcome for each record as it was sent, the quota, and how many one call can hold."""

    sent: Mapping[str, int]
    """The event that said what stood on each form."""
    outcomes: tuple[said.RecordEntered, ...]
    quota: Quota | None
    per_call: int


@dataclass(frozen=True, slots=True)
class _Canary:
    """The first few: those to enter now, since when the path is back, and what came of them before."""

    key: str
    entries: tuple[Entry, ...]
    todo: tuple[Entry, ...]
    since: int | None
    refused: Mapping[str, str] = field(default_factory=dict)
    before: said.CanaryChecked | None = None


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
        if looked is not None and not looked.good and (again := self._again(looked, form)) is not None:
            yield Errand(_NAME, lambda: self._look(again))
            return
        waiting = how_many_wait(state.ledger, enter.form)
        is_well = looked is not None and looked.good
        count = self._allowed(enter, waiting) if is_well else waiting
        if not count:
            return  # nothing is put in order at each beat that may not go
        order = of_known_customers(state.ledger, form, entry_order(state.ledger, enter.form, form, enter.first))
        if order and not is_well:
            first = tuple(entry_of(form, record) for record in canary(order, form, enter.canary))
            chosen = _Canary(step.key, first, first, state.restored_at)
            yield Errand(_NAME, lambda: self._look(chosen))
        elif order:
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

    def _again(self, before: said.CanaryChecked, form: Form) -> _Canary | None:
        """The canary that was not well, as far as its orders still stand; what was put right is entered once more."""
        state = self._desk.state
        left = [state.ledger.numbers[number] for number in before.numbers]
        entries = {n.number: entry_of(form, n.record) for n in left if n.state is NumberState.USED and n.record}
        todo = tuple(entries[n.number] for n in left if n.number in entries and n.outcome in (None, "unknown"))
        refused = {n.number: n.detail for n in left if n.number in entries and n.outcome == "rejected"}
        whole = _Canary(before.key, tuple(entries.values()), todo, state.restored_at, refused, before)
        return whole if entries else None

    def _look(self, canary: _Canary) -> Results:
        """Enter what is still to enter, and look at all of it; what relapsed meanwhile has proved nothing."""
        try:
            came = self._entered(canary.todo)
            if any(one.outcome == "unknown" for one in came.outcomes):
                return lambda: self._told(canary.key, came)
            refused = {**canary.refused, **{o.number: o.detail for o in came.outcomes if o.outcome == "rejected"}}
            wrong = self._wrong([entry for entry in canary.entries if entry.number not in refused])
        except ContinuityError as problem:
            return _in_vain(problem)
        looked = _looked(canary, wrong, refused)
        news: list[Body] = [] if looked == canary.before else [looked]
        return lambda: self._told(canary.key, came) + (news if self._desk.state.restored_at == canary.since else [])

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
            return _Came({entry.number: entry.seq for entry in entries}, told, target.quota(), target.per_call)
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
        return news + self._overtaken(came) + self._quota_told(key, came)

    def _overtaken(self, came: _Came) -> list[Body]:
        """What was put right on a form while it was on its way is not in the CRM yet, and no rule would see it."""
        numbers, late = self._desk.state.ledger.numbers, []
        for one in came.outcomes:
            record = numbers[one.number].record
            if one.outcome in ("created", "updated") and record is not None and record.seq != came.sent[one.number]:
                late.append(one.number)
        words = "corrected while they were on their way; the CRM holds them as they were, mend them there"
        return [Warned(f"{', '.join(late)}: {words}")] if late else []

    def _quota_told(self, key: str, came: _Came) -> list[Body]:
        """Told when first seen, and whenever what is left begins or ceases to be enough for what waits."""
        if came.quota is None:
            return []
        quota, ours = came.quota, came.quota.ours
        now = QuotaRead(key, quota.used, quota.limit, ours, came.per_call)
        before = self._desk.state.quotas.get(key)
        waiting = sum(n.sheet is not None and not n.entered for n in self._desk.state.ledger.numbers.values())
        if before is not None and covers(now, waiting) == covers(before, waiting):
            return []
        return [now]


def _in_vain(problem: ContinuityError) -> Results:
    words = f"nothing was entered: {problem.message}" + (f"; {problem.hint}" if problem.hint else "")
    return lambda: [Warned(without_cards(words))]


def _entry_told(entry: Entry, outcome: Outcome) -> said.RecordEntered:
    """The CRM's own words may hold anything, and what looks like a card number stays out of the record."""
    return said.RecordEntered(entry.number, outcome.outcome, outcome.system_id, without_cards(outcome.detail))


def _looked(canary: _Canary, wrong: Sequence[str], refused: Mapping[str, str]) -> said.CanaryChecked:
    """Not well is one that is not in the CRM as it should be; and most of them refused: so would the rest be."""
    told = list(wrong)
    if 2 * len(refused) > len(canary.entries):
        told += [f"{number} was refused: {detail}" for number, detail in refused.items()]
    return said.CanaryChecked(canary.key, tuple(one.number for one in canary.entries), not told, "; ".join(told))


def _looked_at(target: Target, entry: Entry) -> str | None:
    """What is wrong with a record that was just entered, seen from the CRM's side."""
    try:
        held = target.read(entry.number)
    except NotRead as problem:
        return f"{entry.number}: {without_cards(problem.message)}"
    if held is None:
        return f"{entry.number} cannot be found"
    same = (held.total_minor, held.currency) == (entry.total.minor, entry.total.currency)
    return None if same else f"{entry.number} is there with another total"
