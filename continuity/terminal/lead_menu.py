"""What a lead, a deputy or a scribe does beside the steps: staff the run, write down for others, stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.points import main_points
from continuity.run.rights import Right, has
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus
from continuity.terminal.ask import Console

__all__ = ["Asked", "choose_act", "hand_over", "improvise", "with_round"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, for whom it is written down, and how many minutes ago it happened."""

    command: Command
    behalf: str | None = None
    minutes: int = 0


Act = Callable[[Console, RunState], Asked | None]


def choose_act(console: Console, run: RunState, who: Who) -> Asked | None:
    """One of the acts that this person may do now; none when nothing was chosen."""
    allowed = [(words, act) for words, right, act in _ACTS if has(run, right, who) and _fits(run, words)]
    if not allowed:
        console.say("   You have no rights beside your steps; the lead has.")
        return None
    words = console.choose("Which", [words for words, _ in allowed])
    act = next((act for known, act in allowed if known == words), None)
    asked = act(console, run) if act else None
    return replace(asked, behalf=None) if asked and asked.behalf == who.actor.id else asked


def _fits(run: RunState, words: str) -> bool:
    if words in (_GO_ON, _PAUSE):
        return (run.status is RunStatus.PAUSED) is (words == _GO_ON)
    return not run.is_drill if words in (_BEGAN, _WORKS) else True


def hand_over(console: Console, run: RunState, role: str | None, from_: str | None = None) -> Asked | None:
    """Offer a role, or command."""
    what = "command" if role is None else f"the role {run.plan.role_title(role)}"
    to = console.ask(f"To whom do you offer {what} (id)?")
    return Asked(ask.Offer(to, role, from_)) if to else None


def improvise(console: Console, run: RunState, role: str, after: str) -> Asked | None:
    """What was done that no step asks for."""
    console.say(f"   After: {run.steps[after].step.do}")
    do = console.ask("What was done? One act, as an order:")
    expect = console.ask("How does one see that it is right (may be empty)?")
    return Asked(ask.Improvise(after, do, role, expect)) if do else None


def _for_another(console: Console, run: RunState) -> Asked | None:
    """A step that somebody else began or finished, and when."""
    steps = [(state.key, f"{run.plan.role_title(state.step.role)}: {state.step.do}") for state in run.open_steps()]
    key = console.one_of("Which step", steps)
    state = run.step(key)
    if state is None:
        return None
    own = run.party.own(state.step.role)
    person = console.ask(f"Who did it (id, {' or '.join(own)})?") or (own[0] if len(own) == 1 else "")
    what = console.choose("What", ["began", "done", "failed", "blocked"])
    minutes = console.minutes("How many minutes ago?") or 0
    command = _step_command(console, run, key, what)
    return Asked(command, person, minutes) if command and person else None


def _step_command(console: Console, run: RunState, key: str, what: str) -> Command | None:
    if what == "began":
        return ask.Start(key)
    if what == "failed":
        return ask.Fail(key, console.ask("What happened?"))
    if what == "blocked":
        return ask.Block(key, console.ask("What stands in the way?"))
    if what != "done":
        return None
    from continuity.terminal.forms import answer_fields

    return ask.Finish(key, answer_fields(console, run, run.steps[key]))


def _offer_command(console: Console, run: RunState) -> Asked | None:
    return hand_over(console, run, None)


def _offer_role(console: Console, run: RunState) -> Asked | None:
    roles = [(role, f"{run.plan.role_title(role)} ({', '.join(run.party.own(role))})") for role in run.plan.names]
    role = console.one_of("Which role", roles)
    if not role:
        return None
    own = run.party.own(role)
    from_ = own[0] if len(own) == 1 else console.choose("From whom", own)
    return hand_over(console, run, role, from_)


def _away(console: Console, run: RunState) -> Asked | None:
    person = console.choose("Who", [one for one in run.party.everybody() if one not in run.party.away])
    return Asked(ask.SayAway(person, console.ask("Why?"))) if person else None


def _back(console: Console, run: RunState) -> Asked | None:
    person = console.choose("Who", tuple(run.party.away)) if run.party.away else ""
    return Asked(ask.SayBack(person)) if person else None


def _reopen(console: Console, run: RunState) -> Asked | None:
    again = (StepStatus.DONE, StepStatus.FAILED, StepStatus.SKIPPED)
    over = [(state.key, with_round(state)) for state in run.steps.values() if state.status in again][-9:]
    key = console.one_of("Which step", over)
    if not key:
        return None
    doer = run.steps[key].person
    return Asked(ask.Reopen(key, console.ask("What is not right?")), doer.id if doer else None)


def with_round(state: StepState) -> str:
    """``Close the batch: … (round 3)``: of a step that comes round, which time is meant."""
    rounds = [part.rpartition("#")[2] for part in state.key.split("/") if "#" in part]
    return f"{state.step.do} (round {rounds[-1]})" if rounds else state.step.do


def _began(console: Console, _: RunState) -> Asked | None:
    """Since when, and who says so; without a time nothing is stated."""
    minutes = console.minutes("Down since how many minutes?")
    source = console.ask("Who says so?") if minutes is not None else ""
    return Asked(ask.StateOutage(source), minutes=minutes or 0) if source else None


def _works(console: Console, run: RunState) -> Asked | None:
    """A probe that says otherwise is overruled by name, or not at all."""
    points = main_points(run.plan)
    failing = [t.probe for t in run.probes.values() if t.point in points and t.state != "ok"]
    if failing and not console.sure(f"The probe {', '.join(failing)} still fails. Is it wrong, by your word?"):
        return None
    return Asked(ask.StateRestored(console.ask("How do you know that it works?"), bool(failing)))


_GO_ON, _PAUSE = "let the run go on", "pause the run"
_BEGAN, _WORKS = "say since when it is down", "say that it works again"
_ACTS: tuple[tuple[str, Right, Act], ...] = (
    ("write down what another did", Right.FOR_ANOTHER, _for_another),
    ("take a finished step up again", Right.FOR_ANOTHER, _reopen),
    ("hand a role over", Right.STAFF, _offer_role),
    ("hand command over", Right.SKIP, _offer_command),
    ("say that somebody is away", Right.STAFF, _away),
    ("say that somebody is back", Right.STAFF, _back),
    (_WORKS, Right.DIRECT, _works),
    (_BEGAN, Right.DIRECT, _began),
    (_GO_ON, Right.DIRECT, lambda console, run: Asked(ask.Resume())),
    (_PAUSE, Right.DIRECT, lambda console, run: Asked(ask.Pause(console.ask("Why?")))),
    ("end the run now", Right.DIRECT, lambda console, run: Asked(ask.Abort(console.ask("Why?")))),
)
"""Words, the right that it takes, and what asks for the rest."""
