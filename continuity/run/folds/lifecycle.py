"""What the life of a run changes in its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, lifecycle
from continuity.run.folds.handler import Table, on
from continuity.run.folds.people import look_round
from continuity.run.notes import Note
from continuity.run.status import RunStatus
from continuity.run.steps import StepStatus
from continuity.run.time import LOST
from continuity.run.walk import Walker

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _opened(run: RunState, _: Fact[Body], body: lifecycle.RunOpened) -> None:
    run.opened = body
    run.mode = body.mode
    run.time.from_before = body.mode == "real"


def _frozen(run: RunState, fact: Fact[Body], body: lifecycle.RunFrozen) -> None:
    run.plan_or_none = body.plan
    run.plan_sha256 = body.sha256
    run.frozen_at = fact.at
    run.status = RunStatus.FROZEN
    run.time.speed = body.plan.drill.speed
    run.party.plan = body.plan
    run.walker = Walker(body.plan, run.holds, run.applies)


def _started(run: RunState, fact: Fact[Body], body: lifecycle.RunStarted) -> None:
    run.engine = body.engine
    run.baseline = dict(body.baseline)
    run.status = RunStatus.RUNNING
    run.time.start(fact.at)
    look_round(run, fact.at)
    run.walk(fact.at)


def _lost(run: RunState, fact: Fact[Body], _: lifecycle.ConductorLost) -> None:
    # A real outage goes on whether anybody conducts the run or not.
    if run.is_drill:
        run.time.stop(fact.at, LOST)


def _pause_requested(run: RunState, _: Fact[Body], body: lifecycle.PauseRequested) -> None:
    run.pause_requested = body.reason


def _paused(run: RunState, fact: Fact[Body], body: lifecycle.RunPaused) -> None:
    run.status = RunStatus.PAUSED
    run.pause_requested = None
    if run.is_drill:
        run.time.stop(fact.at, body.reason)


def _resume_requested(run: RunState, _: Fact[Body], __: lifecycle.ResumeRequested) -> None:
    run.resume_requested = True


def _resumed(run: RunState, fact: Fact[Body], _: lifecycle.RunResumed) -> None:
    run.status = RunStatus.RUNNING
    run.pause_requested = None
    run.resume_requested = False
    run.time.go_on(fact.at)
    run.walk(fact.at)


def _abort_requested(run: RunState, _: Fact[Body], body: lifecycle.AbortRequested) -> None:
    run.abort_requested = body.reason


def _over(run: RunState, fact: Fact[Body], body: lifecycle.RunAborted | lifecycle.RunEnded) -> None:
    run.status = RunStatus.ABORTED if isinstance(body, lifecycle.RunAborted) else RunStatus.ENDED
    run.ended_at = fact.at
    run.end_reason = body.reason
    run.time.go_on(fact.at)
    for state in run.open_steps():
        state.status = StepStatus.CANCELLED
        state.ended_at = fact.at


def _inject(run: RunState, fact: Fact[Body], body: lifecycle.InjectDelivered) -> None:
    run.injects.append((fact.at, body))
    run.played_by.setdefault(body.inject, fact.actor)


def _warned(run: RunState, fact: Fact[Body], body: lifecycle.Warned) -> None:
    run.warnings.append(Note(fact.at, fact.actor, body.text))


TABLE: Table = dict(
    (
        on(lifecycle.RunOpened, _opened),
        on(lifecycle.RunFrozen, _frozen),
        on(lifecycle.RunStarted, _started),
        on(lifecycle.ConductorLost, _lost),
        on(lifecycle.PauseRequested, _pause_requested),
        on(lifecycle.RunPaused, _paused),
        on(lifecycle.ResumeRequested, _resume_requested),
        on(lifecycle.RunResumed, _resumed),
        on(lifecycle.AbortRequested, _abort_requested),
        on(lifecycle.RunAborted, _over),
        on(lifecycle.RunEnded, _over),
        on(lifecycle.InjectDelivered, _inject),
        on(lifecycle.Warned, _warned),
    )
)
