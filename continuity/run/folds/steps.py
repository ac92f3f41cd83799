"""What people's acts change in a run's state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.events import Body, Fact, steps
from continuity.plan import Step
from continuity.run.folds.handler import Table, on
from continuity.run.notes import Note, SentMessage
from continuity.run.steps import SkipAsked, StepState, StepStatus

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _touch(run: RunState, fact: Fact[Body], key: str) -> StepState | None:
    state = run.steps.get(key)
    if state is not None:
        state.seq, state.touched_at, state.touched_by = fact.seq, fact.at, fact.actor
    return state


def _did(state: StepState, fact: Fact[Body]) -> None:
    people = (fact.actor.id, fact.on_behalf_of)
    state.doers = tuple(dict.fromkeys([*state.doers, *(person for person in people if person)]))


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
        _did(state, fact)


def _step_done(run: RunState, fact: Fact[Body], body: steps.StepDone) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.answers = {**body.answers, **{id: str(text) for id, text in body.private.items()}}
        state.wrong = body.wrong
        _did(state, fact)
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
    _did(state, fact)
    run.walker.steps[body.key] = state


def _step_skipped(run: RunState, fact: Fact[Body], body: steps.StepSkipped) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.reason, state.second, state.skip_asked = str(body.reason), body.second, None
        _finish(run, fact, state, StepStatus.SKIPPED)


def _step_reopened(run: RunState, fact: Fact[Body], body: steps.StepReopened) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.status, state.ended_at, state.signed_by = StepStatus.IN_PROGRESS, None, None
        state.before = state.answers
        state.reopened += 1
        state.reason = str(body.reason)
        run.walk(fact.at)


def _signed(run: RunState, fact: Fact[Body], body: steps.SignedOff) -> None:
    state = _touch(run, fact, body.key)
    if state is not None:
        state.signed_by, state.ended_at = fact.actor, fact.at
        state.status = StepStatus.DONE
        run.walk(fact.at)


def _noted(run: RunState, fact: Fact[Body], body: steps.Noted) -> None:
    run.notes.append(Note(fact.at, fact.actor, str(body.text), body.key))


def _message(run: RunState, fact: Fact[Body], body: steps.MessageSent) -> None:
    run.messages.append(SentMessage(fact.at, fact.actor, body))


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
