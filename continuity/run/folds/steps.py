"""What people's acts change in a run's state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.events import Body, Fact, steps
from continuity.plan import Step
from continuity.run.folds.handler import Table, on
from continuity.run.notes import Note, SentMessage
from continuity.run.steps import Attempt, SkipAsked, StepState, StepStatus, StoodIn

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _touch(run: RunState, fact: Fact[Body], key: str) -> StepState | None:
    state = run.steps.get(key)
    if state is not None:
        state.seq, state.touched_at, state.touched_by = fact.seq, fact.at, fact.actor
        state.touched_for = fact.on_behalf_of
        # A real outage begins before anybody opens a run: whoever had begun a first step by then was not too early.
        if not run.is_drill and fact.at < state.ready_at == run.time.started_at:
            state.ready_at = fact.at
    return state


def _did(run: RunState, state: StepState, fact: Fact[Body]) -> None:
    people = (fact.actor.id, fact.on_behalf_of)
    state.doers = tuple(dict.fromkeys([*state.doers, *(person for person in people if person)]))
    _stand_in(run, state, fact, state.step.role)


def _stand_in(run: RunState, state: StepState, fact: Fact[Body], role: str, signed: bool = False) -> None:
    """Somebody acted in a role that is another's: how they stand to it now, which nobody can tell later."""
    person = fact.on_behalf_of or fact.actor.id
    standing, for_ = run.party.standing(role, person)
    if standing == "holder" or any((one.person, one.signed) == (person, signed) for one in state.stood_in):
        return
    held_by = run.party.own(role)
    away = {one: absence.why for one in held_by if (absence := run.attendance.absence(one)) is not None}
    stood_in = StoodIn(person, role, standing, fact.at, signed, held_by, for_, away)
    state.stood_in = (*state.stood_in, stood_in)


def _step_ready(run: RunState, fact: Fact[Body], body: steps.StepReady) -> None:
    if run.walker is not None:
        run.walker.opened.add(body.key)
        run.walk(fact.at)


def _step_started(run: RunState, fact: Fact[Body], body: steps.StepStarted) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.status = StepStatus.IN_PROGRESS
        state.started_at = state.started_at if state.started_at is not None else fact.at
        state.person, state.on_behalf_of = fact.actor, fact.on_behalf_of
        _did(run, state, fact)


def _step_done(run: RunState, fact: Fact[Body], body: steps.StepDone) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.answers = {**body.answers, **{id: str(text) for id, text in body.private.items()}}
        state.wrong = body.wrong
        if state.attempts:  # whoever began it may not be the one who took it up again
            state.person, state.on_behalf_of = fact.actor, fact.on_behalf_of
        _did(run, state, fact)
        _finish(run, fact, state, StepStatus.DONE if state.step.sign_off is None else StepStatus.TO_SIGN)


def _finish(run: RunState, fact: Fact[Body], state: StepState, status: StepStatus) -> None:
    state.status = status
    state.started_at = state.started_at if state.started_at is not None else fact.at
    state.ended_at = fact.at
    state.person = state.person or fact.actor
    run.walk(fact.at)


def _step_failed(run: RunState, fact: Fact[Body], body: steps.StepFailed) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.reason = str(body.reason)
        _did(run, state, fact)
        _finish(run, fact, state, StepStatus.FAILED)


def _step_blocked(run: RunState, fact: Fact[Body], body: steps.StepBlocked) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.status, state.reason = StepStatus.BLOCKED, str(body.reason)


def _step_unblocked(run: RunState, fact: Fact[Body], body: steps.StepUnblocked) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        # Nobody has begun a step that was blocked while it was ready: whoever takes it on still has to.
        state.status = StepStatus.READY if state.started_at is None else StepStatus.IN_PROGRESS


def _skip_asked(run: RunState, fact: Fact[Body], body: steps.StepSkipAsked) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.skip_asked = SkipAsked(fact.on_behalf_of or fact.actor.id, str(body.reason), fact.at)


def _skip_refused(run: RunState, fact: Fact[Body], body: steps.StepSkipRefused) -> None:
    state = _touch(run, fact, body.key)
    if state is not None and state.skip_asked is not None:
        state.skip_asked = replace(state.skip_asked, refused=str(body.reason))


def _improvised(run: RunState, fact: Fact[Body], body: steps.StepImprovised) -> None:
    if run.walker is None:
        return
    step = Step(body.key.rpartition("/")[2], body.do, body.role, body.expect)
    after = run.steps.get(body.after)
    state = StepState(body.key, step, after.runbook if after else run.plan.runbook.id, fact.at, StepStatus.IMPROVISED)
    state.started_at = state.ended_at = fact.at
    state.person, state.on_behalf_of, state.after = fact.actor, fact.on_behalf_of, body.after
    _did(run, state, fact)
    run.walker.steps[body.key] = state


def _step_skipped(run: RunState, fact: Fact[Body], body: steps.StepSkipped) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.reason, state.second = str(body.reason), body.second
        _finish(run, fact, state, StepStatus.SKIPPED)


def _step_reopened(run: RunState, fact: Fact[Body], body: steps.StepReopened) -> None:
    before = _attempt(run.steps.get(body.key), fact, str(body.reason))
    state = _touch(run, fact, body.key)
    if state is not None and before is not None:
        state.attempts = (*state.attempts, before)
        state.status, state.ended_at, state.signed_by, state.signed_for = StepStatus.IN_PROGRESS, None, None, None
        state.reopened += 1
        state.reason = str(body.reason)
        run.walk(fact.at)


def _attempt(state: StepState | None, fact: Fact[Body], why: str) -> Attempt | None:
    """How it stands before it is taken up again."""
    if state is None:
        return None
    by = state.touched_for or (state.touched_by.id if state.touched_by else "")
    ended = state.ended_at if state.ended_at is not None else fact.at
    return Attempt(state.status, ended, by, state.answers, state.reason, state.second, fact.at, why)


def _signed(run: RunState, fact: Fact[Body], body: steps.SignedOff) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.signed_by, state.signed_for, state.ended_at = fact.actor, fact.on_behalf_of, fact.at
        if state.step.sign_off is not None:
            _stand_in(run, state, fact, state.step.sign_off.role, signed=True)
        state.status = StepStatus.DONE
        run.walk(fact.at)


def _noted(run: RunState, fact: Fact[Body], body: steps.Noted) -> None:
    run.notes.append(Note(fact.at, fact.actor, str(body.text), body.key))


def _message(run: RunState, fact: Fact[Body], body: steps.MessageSent) -> None:
    run.messages.append(SentMessage(fact.at, fact.actor, body, fact.on_behalf_of))


TABLE: Table = dict(
    (
        on(steps.StepReady, _step_ready),
        on(steps.StepStarted, _step_started),
        on(steps.StepDone, _step_done),
        on(steps.StepFailed, _step_failed),
        on(steps.StepBlocked, _step_blocked),
        on(steps.StepUnblocked, _step_unblocked),
        on(steps.StepSkipAsked, _skip_asked),
        on(steps.StepSkipRefused, _skip_refused),
        on(steps.StepImprovised, _improvised),
        on(steps.StepSkipped, _step_skipped),
        on(steps.StepReopened, _step_reopened),
        on(steps.SignedOff, _signed),
        on(steps.Noted, _noted),
        on(steps.MessageSent, _message),
    )
)
