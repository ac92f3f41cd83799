"""Steps: taking on, finishing, leaving out, signing."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.events import steps as said
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.decide.finish import finish
from continuity.run.hold import hold_left
from continuity.run.rights import require_participant, require_role
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus
from continuity.run.words import no_card
from continuity.structure import Private
from continuity.units import short_duration

__all__ = ["decide"]

StepCommand = ask.Start | ask.Finish | ask.Fail | ask.Block | ask.Unblock | ask.Skip | ask.Reopen | ask.SignOff

_OPEN = (StepStatus.READY, StepStatus.IN_PROGRESS, StepStatus.BLOCKED)


def decide(run: RunState, command: StepCommand, who: Who, now: int) -> list[Body]:
    """Events of a step command; raises ``Refused``."""
    state = _step(run, command.key)
    if isinstance(command, ask.SignOff):
        return _sign(run, state, who)
    require_role(run.plan, state.step.role, who)
    match command:
        case ask.Start():
            return _start(run, state, who, now)
        case ask.Finish(answers=answers):
            _expect(state, *_OPEN)
            begun: list[Body] = [] if state.started_at is not None else _begin(run, state, now)
            return begun + finish(run, state, answers, who, now)
        case ask.Fail(reason=reason):
            _expect(state, *_OPEN)
            return [said.StepFailed(state.key, _why(reason))]
        case ask.Block(reason=reason):
            _expect(state, StepStatus.READY, StepStatus.IN_PROGRESS)
            return [said.StepBlocked(state.key, _why(reason))]
        case ask.Unblock():
            _expect(state, StepStatus.BLOCKED)
            return [said.StepUnblocked(state.key)]
        case ask.Skip(reason=reason, second=second):
            return _skip(run, state, reason, second, who)
        case ask.Reopen(reason=reason):
            return _reopen(run, state, reason, now)


def _step(run: RunState, key: str) -> StepState:
    if run.status is not RunStatus.RUNNING:
        raise Refused(f"the run is {run.status.value}", hint="Steps can be answered while it is running.")
    state = run.step(key)
    if state is None:
        raise Refused(f"the step {key} is not open yet", hint="It opens when the steps before it are over.")
    return state


def _expect(state: StepState, *allowed: StepStatus) -> None:
    if state.status not in allowed:
        by = f" by {state.person.id}" if state.person else ""
        words = state.status.value.replace("_", " ")
        raise Refused(f"the step {state.key} is {words}{by}", hint="Look at it again; somebody was quicker.")


def _why(reason: str) -> Private:
    if not reason.strip():
        raise Refused("a reason is needed", hint="A few words are enough: what stands in the way?")
    return Private(no_card(reason.strip(), "the reason"))


def _start(run: RunState, state: StepState, who: Who, now: int) -> list[Body]:
    if state.status is StepStatus.IN_PROGRESS and state.person == who.actor:
        return []
    _expect(state, StepStatus.READY)
    return _begin(run, state, now)


def _begin(run: RunState, state: StepState, now: int) -> list[Body]:
    _refuse_in_hold(run, state, now)
    return [said.StepStarted(state.key)]


def _reopen(run: RunState, state: StepState, reason: str, now: int) -> list[Body]:
    _expect(state, StepStatus.DONE, StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.TO_SIGN)
    _refuse_in_hold(run, state, now)
    return [said.StepReopened(state.key, _why(reason))]


def _refuse_in_hold(run: RunState, state: StepState, now: int) -> None:
    """Whatever leads to entering records has to wait out the hold; nothing else does."""
    if state.step.enter is None:
        return
    left = hold_left(run, now)
    if left is None and run.probes:
        raise Refused("the CRM is not back for good", hint="Stay on paper until every probe is well again.")
    if left:
        raise Refused(
            f"the hold period has {short_duration(left)} to go", hint="A second outage is common; wait it out."
        )


def _skip(run: RunState, state: StepState, reason: str, second: str | None, who: Who) -> list[Body]:
    _expect(state, *_OPEN)
    if state.step.skip == "never":
        raise Refused(f"the step {state.key} is never left out", hint="Say that it is blocked, and why.")
    if state.step.critical and (not second or second in (who.actor.id, who.on_behalf_of)):
        raise Refused(f"the step {state.key} is critical", hint="Leaving it out needs a second person: name one.")
    if second:
        require_participant(run.plan, second)
    return [said.StepSkipped(state.key, _why(reason), second)]


def _sign(run: RunState, state: StepState, who: Who) -> list[Body]:
    wanted = state.step.sign_off
    if wanted is None:
        raise Refused(f"the step {state.key} needs no sign-off")
    _expect(state, StepStatus.TO_SIGN)
    require_role(run.plan, wanted.role, who)
    did = {who.actor.id, who.on_behalf_of} & set(state.doers)
    if wanted.not_the_doer and did:
        names = " and ".join(sorted(name for name in did if name))
        raise Refused(f"{names} did this step and cannot sign it off", hint="Somebody else must look.")
    return [said.SignedOff(state.key, wanted.meaning)]
