"""What simulated people do next: one look at the run, at most a few acts, then wait for the next look."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping

from continuity.autoplay.orders import fill_in
from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.ledger.decide import free_numbers, next_free
from continuity.ledger.entry import entry_order, newcomers
from continuity.ledger.figures import figures
from continuity.plan import Answers, Field, Form
from continuity.run import commands as ask
from continuity.run.clocks import read_clocks
from continuity.run.closing import moved_on, to_give_back
from continuity.run.commands import Command, Who
from continuity.run.hold import hold_left
from continuity.run.inputs import inputs_of
from continuity.run.overdue import overdue, turned_away
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus, beside, static_key

__all__ = ["Player"]

_UNTIMED_MS = 5 * 60_000
"""Scenario time for a step without a target, before the share is taken."""
_LOOK_AGAIN_MS = 600_000
"""Ten minutes of the scenario: what does not agree, and has not changed, is no other a moment later."""
_CALL_MS = 2 * 60_000
"""Scenario time from a receiver's silence or refusal to the lead's call."""
_AGAIN_MS = 300
"""Real time between two tries of what was refused."""


class Player:
    """Plays every role of ``roles``; real time in, acts out through the desk.

    ``person`` plays for nobody else; with ``answers`` they say what the file says, and are known as replayed.
    """

    def __init__(
        self,
        desk: Desk,
        roles: Collection[str],
        clock: Clock,
        person: str | None = None,
        answers: Answers | None = None,
    ) -> None:
        self._desk = desk
        self._roles = frozenset(roles)
        self._clock = clock
        self._person = person
        self._answers_file = answers
        self._known = Known.SIMULATED if answers is None else Known.REPLAYED
        self._not_before: dict[str, int] = {}
        self._taken = 0

    def look(self) -> bool:
        """Act on what is due; false when the run is over."""
        self._desk.refresh()
        state = self._desk.state
        if state.status is RunStatus.RUNNING:
            for step in state.open_steps():
                self._play(step)
            self._chase()
            self._compare_again()
            self._account()
        return not self._desk.state.is_over

    def _play(self, step: StepState) -> None:
        if step.skip_asked is not None and not step.skip_asked.refused:
            self._grant(step)
        if step.status is StepStatus.TO_SIGN:
            self._sign(step)
        elif step.step.role in self._roles:
            if step.status is StepStatus.READY:
                self._begin(step)
            elif step.status is StepStatus.IN_PROGRESS:
                self._go_on(step)

    def _begin(self, step: StepState) -> None:
        if self._since(self._wanted(step)) < self._share(step) // 5:
            return
        if step.step.marks == "detected" and read_clocks(self._desk.state).get("t0") is None:
            return
        if step.step.enter is not None and hold_left(self._desk.state, self._clock.now()) != 0:
            return
        self._act(step.key, ask.Start(step.key), self._who(step.step.role))

    def _wanted(self, step: StepState) -> int:
        t0 = read_clocks(self._desk.state).get("t0") if step.step.marks == "detected" else None
        return max(step.ready_at, t0.at) if t0 else step.ready_at

    def _go_on(self, step: StepState) -> None:
        who = self._who(step.step.role)
        if step.step.records is not None:
            self._take_orders(step, who)
        if step.step.enter is not None:
            self._make_customers(step, step.step.enter.form, who)
        if step.step.reconcile is not None:
            self._reconcile(step, step.step.reconcile, who)
        if self._may_finish(step):
            self._finish(step, who)

    def _finish(self, step: StepState, who: Who) -> None:
        """Simulated people lose no blank: what is still out is in their hand, and they say so first."""
        answers = self._answers(step)
        for form in to_give_back(self._desk.state, step, answers):
            self._return(form, step.key, who)
        self._act(step.key, ask.Finish(step.key, answers), who)

    def _return(self, form: str, about: str, who: Who) -> bool:
        """Give back what is out in the hands of those who are played here; false when nothing is."""
        state = self._desk.state
        ours = {person for role in self._roles for person in state.party.own(role)}
        held = {block.id for block in state.ledger.blocks.values() if block.custodian in ours}
        free = tuple(n for n in free_numbers(state.ledger, form) if state.ledger.numbers[n].block in held)
        if free:
            self._act(f"{about} return {form}", ask.Return(form, free), who)
        return bool(free)

    def _may_finish(self, step: StepState) -> bool:
        state, plan = self._desk.state, step.step
        if self._since(step.started_at or step.ready_at) < self._share(step):
            return False
        if plan.until is not None and not state.holds(plan.until):
            return False
        if plan.marks == "all_clear" and hold_left(state, self._clock.now()) != 0:
            return False
        if plan.enter is not None:
            found = figures(state.ledger, plan.enter.form)
            return found.to_enter == found.rejected
        return plan.reconcile is None or state.ledger.agree(plan.reconcile)

    def _take_orders(self, step: StepState, who: Who) -> None:
        """Customers come at the drill's pace while the CRM is away; those of a file one after the other."""
        state = self._desk.state
        form_id = step.step.records
        if form_id is None or state.holds("restored"):
            return
        pace = state.plan.drill.pace
        due = (
            state.time.between(step.started_at or step.ready_at, self._clock.now()) * pace.orders_per_hour // 3_600_000
        )
        while self._taken < due and next_free(state.ledger, form_id, who.actor.id):
            self._taken += 1
            fields = self._order(state.plan.forms()[form_id], pace.seed)
            if fields is None:
                return
            device = f"autoplay-{step.key}"
            self._act(f"order {self._taken}", ask.Capture(form_id, fields, device, self._taken), who)
            state = self._desk.state

    def _order(self, form: Form, seed: int) -> dict[str, str] | None:
        """The order that comes now; none when the file has no more."""
        if self._answers_file is None:
            return fill_in(form, self._taken, seed)
        records = self._answers_file.records
        if self._taken > len(records):
            return None
        return {field: str(text) for field, text in records[self._taken - 1].items()}

    def recall(self) -> None:
        """After a restart: go on counting where the record stands."""
        saved = [counter for device, counter in self._desk.state.ledger.saved if device.startswith("autoplay-")]
        self._taken = max(saved, default=0)

    def _make_customers(self, step: StepState, form_id: str, who: Who) -> None:
        """New customers first, then their orders."""
        state = self._desk.state
        form = state.plan.forms()[form_id]
        if form.field_that_means("new_customer") is None:
            return
        new = newcomers(state.ledger, form, entry_order(state.ledger, form_id, form))
        if new:
            self._act(f"{step.key} customers", ask.MadeCustomers(tuple(one.number for one in new)), who)

    def _reconcile(self, step: StepState, form: str, who: Who) -> None:
        state = self._desk.state
        if self._return(form, step.key, who) or state.ledger.agree(form) or state.compare_requested is not None:
            return
        books = state.ledger.books.get(form)
        if books is None or state.ledger.is_stale(form) or self._since(books.at) >= _LOOK_AGAIN_MS:
            self._act(step.key + " compare", ask.Compare(step.key), who)

    def _sign(self, step: StepState) -> None:
        wanted = step.step.sign_off
        if wanted is None or wanted.role not in self._roles:
            return
        if self._since(step.ended_at or step.ready_at) >= 60_000:
            self._act(step.key, ask.SignOff(step.key), self._who(wanted.role, but=step.doers))

    def _grant(self, step: StepState) -> None:
        """A simulated lead lets people leave out what they ask to leave out."""
        who = self._lead()
        if step.skip_asked is not None and who is not None:
            self._act(f"{step.key} skip", ask.Skip(step.key, step.skip_asked.reason), who)

    def _chase(self) -> None:
        """A simulated lead telephones a receiver who says nothing, and sends again what one did not take."""
        who, state = self._lead(), self._desk.state
        if who is None:
            return
        for batch, handed in list(overdue(state)):
            if handed.overdue_at is not None and self._since(handed.overdue_at) >= _CALL_MS:
                about = f"chase {batch.id} {handed.receiver}"
                self._act(about, ask.TakeUp(batch.id, handed.receiver, "Telephoned: they look for it"), who)
        for batch, handed in list(turned_away(state)):
            if handed.answered_at is not None and self._since(handed.answered_at) >= _CALL_MS:
                self._act(f"again {batch.id} {handed.receiver}", ask.SendAgain(batch.id, handed.receiver), who)

    def _compare_again(self) -> None:
        """Whoever compared the books does so once more when something has changed in them."""
        for step in moved_on(self._desk.state):
            if step.step.role in self._roles:
                again = ask.Reopen(step.key, "something has changed since")
                self._act(f"{step.key} again", again, self._who(step.step.role))

    def _account(self) -> None:
        """After the last step a simulated lead gives back what is still out, so that the run can be closed."""
        who, state = self._lead(), self._desk.state
        if state.steps_over and who is not None:
            for form in state.plan.forms():
                self._return(form, "end", who)

    def _lead(self) -> Who | None:
        """Whoever leads the run, when a role that is played here is in their hands."""
        party = self._desk.state.party
        lead = next(iter(party.leads()), None)
        if lead is None or not any(lead in party.acting(role) for role in self._roles):
            return None
        return Who(Actor(lead, self._known), duty="lead")

    def _answers(self, step: StepState) -> dict[str, str]:
        said = self._said(step)
        if said is not None:
            return {field: str(text) for field, text in said.items()}
        return {field.id: self._answer(step, field) for field in inputs_of(step.step) if field.required}

    def _said(self, step: StepState) -> Mapping[str, object] | None:
        """What the file says at a step, by its key, its key without rounds, or its id."""
        if self._answers_file is None:
            return None
        steps = self._answers_file.steps
        return next((steps[key] for key in (step.key, static_key(step.key), step.step.id) if key in steps), None)

    def _answer(self, step: StepState, field: Field) -> str:
        if step.step.read_back is not None:
            return self._counted(step, field)
        if field.type == "choice":
            return field.options[0]
        return {"number": "1", "money": "1.00", "phone": "+33 1 99 00 00 00"}.get(field.type, "seen")

    def _counted(self, step: StepState, field: Field) -> str:
        """A careful receiver counts what is in the batch."""
        state = self._desk.state
        sent_by = beside(step.key, step.step.read_back or "")
        batches = [state.ledger.batches[batch] for (batch, _), keys in state.sent.items() if sent_by in keys]
        if field.type == "money":
            total = sum(sum(batch.totals.values()) for batch in batches)
            return f"{total // 100}.{total % 100:02d}"
        return str(sum(batch.count for batch in batches))

    def _who(self, role: str, but: Collection[str] = ()) -> Who:
        """Whoever holds the role, first of all somebody who is none of these."""
        people = self._desk.state.party.acting(role)
        person = self._person or min(people, key=lambda id: id in but, default=role)
        return Who(Actor(person, self._known), role)

    def _share(self, step: StepState) -> int:
        """Scenario time that this step takes a simulated person."""
        pace = self._desk.state.plan.drill.pace
        dice = random.Random(f"{pace.seed}/{step.key}")
        target = step.step.target if step.step.target is not None and step.step.until is None else _UNTIMED_MS
        return target * pace.share_of_target // 100 * dice.randint(70, 130) // 100

    def _since(self, at: int) -> int:
        return self._desk.state.time.between(at, self._clock.now())

    def _act(self, about: str, command: Command, who: Who) -> None:
        now = self._clock.now()
        if now < self._not_before.get(about, 0):
            return
        try:
            self._desk.act(command, who)
        except Refused:
            self._not_before[about] = now + _AGAIN_MS
