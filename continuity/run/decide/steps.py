"""Steps: taking on, finishing, leaving out, signing."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.events import steps as said
from continuity.run import commands as ask
from continuity.run.closing import ends_with, left_open, moved_on
from continuity.run.commands import Who
from continuity.run.decide.finish import finish
from continuity.run.decide.skipping import OPEN, expect_status, reason_of, skip
from continuity.run.hold import hold_left, is_known
from continuity.run.rights import require_player, require_role
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus, beside
from continuity.run.words import no_card
from continuity.units import short_duration

__all__ = ["decide"]


def decide(run: RunState, command: ask.StepCommand, who: Who, now: int) -> list[Body]:
    """Events of a step command; raises ``Refused``."""
    require_player(run, who)
    if isinstance(command, ask.Improvise):
        return _improvise(run, command, who)
    state = _step(run, command.key)
    match command:
        case ask.SignOff():
            return _sign(run, state, who)
        case ask.Skip() | ask.RefuseSkip():
            return skip(run, state, command, who)
        case ask.Reopen(reason=reason):
            return _reopen(run, state, reason, who, now)
    require_role(run, state.step.role, who)
    match command:
        case ask.Start():
            return _start(run, state, who, now)
        case ask.Finish():
            expect_status(state, *OPEN)
            begun: list[Body] = [] if state.started_at is not None else _begin(run, state, now)
            return begun + finish(run, state, command, who, now)
        case ask.Fail(reason=reason):
            expect_status(state, *OPEN)
            return [said.StepFailed(state.key, reason_of(reason))]
        case ask.Block(reason=reason):
            expect_status(state, StepStatus.READY, StepStatus.IN_PROGRESS)
            return [said.StepBlocked(state.key, reason_of(reason))]
        case ask.Unblock():
            expect_status(state, StepStatus.BLOCKED)
            return [said.StepUnblocked(state.key)]


def _step(run: RunState, key: str) -> StepState:
    _refuse_unless_running(run)
    state = run.step(key)
    if state is None:
        raise Refused(f"the step {key} is not open yet", hint="It opens when the steps before it are over.")
    return state


def _refuse_unless_running(run: RunState) -> None:
    if run.status is not RunStatus.RUNNING:
        raise Refused(f"the run is {run.status.value}", hint="Steps can be answered while it is running.")


def _start(run: RunState, state: StepState, who: Who, now: int) -> list[Body]:
    if state.status is StepStatus.IN_PROGRESS and state.person == who.actor:
        return []
    expect_status(state, StepStatus.READY)
    return _begin(run, state, now)


def _begin(run: RunState, state: StepState, now: int) -> list[Body]:
    _refuse_in_hold(run, state, now)
    return [said.StepStarted(state.key)]


def _reopen(run: RunState, state: StepState, reason: str, who: Who, now: int) -> list[Body]:
    """Its doers take it up again; whoever should sign it gives it back."""
    signer = state.step.sign_off if state.status is StepStatus.TO_SIGN else None
    if signer is None or who.actor.id not in run.party.may_act(signer.role):
        require_role(run, state.step.role, who)
    expect_status(state, StepStatus.DONE, StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.TO_SIGN)
    _refuse_in_hold(run, state, now)
    return [said.StepReopened(state.key, reason_of(reason))]


def _refuse_in_hold(run: RunState, state: StepState, now: int) -> None:
    """Whatever leads to entering records has to wait out the hold; nothing else does."""
    if state.step.enter is None:
        return
    left = hold_left(run, now)
    if left is None and is_known(run):
        raise Refused("the CRM is not back for good", hint="Stay on paper until every probe is well again.")
    if left:
        raise Refused(
            f"the hold period has {short_duration(left)} to go", hint="A second outage is common; wait it out."
        )


def _sign(run: RunState, state: StepState, who: Who) -> list[Body]:
    wanted = state.step.sign_off
    if wanted is None:
        raise Refused(f"the step {state.key} needs no sign-off")
    expect_status(state, StepStatus.TO_SIGN)
    require_role(run, wanted.role, who)
    did = {who.actor.id, who.on_behalf_of} & set(state.doers)
    if wanted.not_the_doer and did:
        names = " and ".join(sorted(name for name in did if name))
        raise Refused(f"{names} did this step and cannot sign it off", hint="Somebody else must look.")
    if state in moved_on(run):
        raise Refused(
            "something has changed since the books were compared",
            hint="Give the step back, so that they are compared once more.",
        )
    if ends_with(run, state) and (out := left_open(run)):
        raise Refused("the run cannot be closed yet", out)
    return [said.SignedOff(state.key, wanted.meaning)]


def _improvise(run: RunState, command: ask.Improvise, who: Who) -> list[Body]:
    _refuse_unless_running(run)
    require_role(run, command.role, who)
    if run.step(command.after) is None:
        raise Refused(f"no step {command.after} has opened", hint="Say after which step it was done.")
    if not command.do.strip():
        raise Refused("what was done is not said", hint="One act, as an order: Call the carrier.")
    do, expect = no_card(command.do.strip(), "what was done"), no_card(command.expect.strip(), "the result")
    number = 1 + sum(state.status is StepStatus.IMPROVISED for state in run.steps.values())
    key = beside(command.after, f"improvised-{number}")
    return [said.StepImprovised(key, do, command.role, command.after, expect)]
