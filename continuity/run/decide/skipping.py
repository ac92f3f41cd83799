"""Leaving a step out: the lead may, everybody else asks the lead."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.events import steps as said
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.rights import Right, has, require, require_participant, require_role
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus
from continuity.run.words import no_card
from continuity.structure import Private

__all__ = ["OPEN", "expect_status", "reason_of", "skip"]

OPEN = (StepStatus.READY, StepStatus.IN_PROGRESS, StepStatus.BLOCKED)


def expect_status(state: StepState, *allowed: StepStatus) -> None:
    """Raise ``Refused`` when somebody was quicker."""
    if state.status not in allowed:
        by = f" by {state.person.id}" if state.person else ""
        words = state.status.value.replace("_", " ")
        raise Refused(f"the step {state.key} is {words}{by}", hint="Look at it again; somebody was quicker.")


def reason_of(reason: str) -> Private:
    """A reason in words, without a card number; raises ``Refused``."""
    if not reason.strip():
        raise Refused("a reason is needed", hint="A few words are enough: what stands in the way?")
    return Private(no_card(reason.strip(), "the reason"))


def skip(run: RunState, state: StepState, command: ask.Skip | ask.RefuseSkip, who: Who) -> list[Body]:
    """Left out, asked for, or refused. Raises ``Refused``."""
    expect_status(state, *OPEN)
    if isinstance(command, ask.RefuseSkip):
        return _refuse(run, state, command.reason, who)
    if state.step.skip == "never":
        raise Refused(f"the step {state.key} is never left out", hint="Say that it is blocked, and why.")
    why = reason_of(command.reason)
    if not has(run, Right.SKIP, who):
        require_role(run, state.step.role, who)
        return [said.StepSkipAsked(state.key, why)]
    second = command.second or _asker(state, who)
    if state.step.critical and (not second or second in (who.actor.id, who.on_behalf_of)):
        raise Refused(f"the step {state.key} is critical", hint="Leaving it out needs a second person: name one.")
    if second:
        require_participant(run, second)
    return [said.StepSkipped(state.key, why, second)]


def _asker(state: StepState, who: Who) -> str | None:
    """Whoever asked agrees; nobody agrees with themselves."""
    asked = state.skip_asked
    return asked.by if asked and not asked.refused and asked.by != who.actor.id else None


def _refuse(run: RunState, state: StepState, reason: str, who: Who) -> list[Body]:
    require(run, Right.SKIP, who)
    if state.skip_asked is None or state.skip_asked.refused:
        raise Refused(f"nobody asks to leave {state.key} out")
    return [said.StepSkipRefused(state.key, reason_of(reason))]
