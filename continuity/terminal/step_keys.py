"""The keys at a step, and what each one asks for."""

from __future__ import annotations

from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.rights import Right, has
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus
from continuity.terminal.ask import Console
from continuity.terminal.lead_menu import Asked, choose_act, hand_over, improvise
from continuity.terminal.outage import WORKS_AGAIN, asks_people

__all__ = ["ACTED", "HELP", "asked_at", "keys_at"]

HELP = """   Enter   done; on a form step: a new record
   d       done: say what came of it
   t       done a while ago: say when
   f       failed: it was tried and did not work
   b       blocked: somebody or something is missing (b again: the way is free)
   s       leave it out, with a reason; the lead decides
   n       write a note into the record
   i       something was done that no step asks for
   r       in a drill: a real customer's order stands on a practice form
           in a real outage that no probe sees: it works again
   h       hand this role over to somebody
   l       what the lead, a deputy or the scribe may do beside
   o       the other steps that are waiting
   q       leave this terminal; the run goes on"""

ACTED = {
    ask.Fail: "Written down as failed",
    ask.Block: "Written down as blocked",
    ask.Unblock: "The way is free again",
    ask.Note: "Noted",
    ask.SignOff: "Signed off",
    ask.Reopen: "Given back",
    ask.Pause: "The run is being paused",
    ask.Abort: "The run is being ended",
    ask.CodeWord: "The drill is being ended. For what is real: continuity incident open",
    ask.Offer: "Offered; until it is accepted nothing changes",
    ask.Accept: "It is yours now",
    ask.Decline: "Not taken",
    ask.Announce: "Announced",
    ask.RefuseSkip: "Told",
    ask.Improvise: "Written down; at the review it becomes a proposal for the runbook",
    ask.MarkReal: "Marked as real; it will be carried over",
    ask.SendAgain: "Sent again",
    ask.TakeUp: "Written down",
    ask.LookedFor: "Written down; what is absent is in the books until it is settled",
    ask.SayAway: "Written down; a deputy acts from now on",
    ask.SayBack: "Welcome back",
    ask.StateRestored: "Written down; the hold period runs from now",
}
"""What is said after an act."""


def keys_at(run: RunState, step: StepState, who: Who, own: bool, others: bool) -> list[str]:
    """The keys that matter at this step; ``own`` is a terminal of one person, ``others`` whether more steps wait."""
    first = ["[Enter] new record", "d done"] if step.step.records else ["[Enter] done"]
    blocked = "b free again" if step.status is StepStatus.BLOCKED else "b blocked"
    leads = ["l lead"] if has(run, Right.SKIP, who) else []
    leave = ["q leave"] if own else []
    more = [*[WORKS_AGAIN] * asks_people(run), *["o other steps"] * others]
    return [*first, "f failed", blocked, "n note", "s skip", *more, *leads, *leave, "? help"]


def asked_at(console: Console, run: RunState, step: StepState, who: Who, choice: str) -> Asked | None:
    """What a key asks for; none when nothing came of it. Raises ``KeyError`` for a key that means nothing."""
    if choice == "s":
        return _skip(console, run, step, who)
    if choice == "b" and step.status is StepStatus.BLOCKED:
        return Asked(ask.Unblock(step.key))
    if choice == "i":
        return improvise(console, run, step.step.role, step.key)
    if choice == "r" and not run.is_drill:
        return Asked(ask.StateRestored(console.ask("How do you know that it works again?")))
    if choice == "r":
        number = console.ask(f"On which form{_last(run, step)}?") or _last_number(run, step)
        return Asked(ask.MarkReal(number))
    if choice == "h":
        return hand_over(console, run, step.step.role, who.actor.id)
    if choice == "l":
        return choose_act(console, run, who)
    words = {"f": "What happened?", "b": "What stands in the way?", "n": "Note:"}[choice]
    text = console.ask(words)
    commands: dict[str, Command] = {
        "f": ask.Fail(step.key, text),
        "b": ask.Block(step.key, text),
        "n": ask.Note(text, step.key),
    }
    return Asked(commands[choice])


def _skip(console: Console, run: RunState, step: StepState, who: Who) -> Asked:
    reason = console.ask("Why is it left out?")
    critical = step.step.critical and has(run, Right.SKIP, who)
    return Asked(ask.Skip(step.key, reason, _second(console, run, who) if critical else None))


def _second(console: Console, run: RunState, who: Who) -> str | None:
    """Somebody with a part in the run; asked again, so that the reason needs not be typed again."""
    known = [person for person in run.party.everybody() if person != who.actor.id]
    while True:
        second = console.ask("This step is critical. Who agrees (id)?")
        if not second or second in known:
            return second or None
        console.say(f"   {second} has no part in this run; these have: {', '.join(known)}.")


def _last_number(run: RunState, step: StepState) -> str:
    form = step.step.records or run.main_form or ""
    records = [number.record for number in run.ledger.of(form) if number.record]
    return max(records, key=lambda one: one.recorded_at).number if records else ""


def _last(run: RunState, step: StepState) -> str:
    last = _last_number(run, step)
    return f" (Enter: {last})" if last else ""
