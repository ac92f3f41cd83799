"""Walks people through their steps: one terminal serves every role that nobody else plays, in turn."""

from __future__ import annotations

from collections.abc import Callable, Collection

from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.decide.finish import not_yet
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus
from continuity.terminal.ask import Console, Interrupted
from continuity.terminal.forms import answer_fields, capture
from continuity.terminal.layout import rule
from continuity.terminal.recovery import settle_books, wait_for_entry
from continuity.terminal.said import came_of
from continuity.terminal.step_screen import header, news, step_lines

__all__ = ["Walk"]

_WAIT_S = 0.3
_HELP = """   Enter   done; on a form step: a new record
   d       done: say what came of it
   f       failed: it was tried and did not work
   b       blocked: somebody or something is missing (b again: the way is free)
   s       skip it, with a reason
   n       write a note into the record
   o       the other steps that are waiting
   p       pause the run; every fault comes out
   x       abort the run; every fault comes out"""

_ACTED = {
    ask.Fail: "Written down as failed",
    ask.Block: "Written down as blocked",
    ask.Unblock: "The way is free again",
    ask.Skip: "Left out, with your reason",
    ask.Note: "Noted",
    ask.SignOff: "Signed off",
    ask.Reopen: "Given back",
    ask.Pause: "The run is being paused",
    ask.Abort: "The run is being ended",
}


class Walk:
    """Asks until the run is over; every answer goes through the desk."""

    def __init__(self, desk: Desk, mine: Collection[str], clock: Clock, console: Console) -> None:
        self._desk = desk
        self._mine = frozenset(mine)
        self._clock = clock
        self._console = console
        self._shown: dict[str, int] = {}
        self._turn = 0
        self._heard: dict[str, int] = {}
        self._waiting_said = False

    def run(self, over: Callable[[], bool]) -> None:
        """Walk until ``over``; raises ``Gone`` when nobody answers any more."""
        while not over():
            self._desk.refresh()
            state = self._desk.state
            step = self._next() if state.status is RunStatus.RUNNING else None
            if step is None:
                self._wait()
                continue
            self._waiting_said = False
            try:
                self._serve(step)
            except Interrupted:
                continue
            except Refused as refused:
                self._told(refused)

    def _next(self) -> StepState | None:
        """A step not shown yet before others, short ones before those that stay open for long."""
        steps = [step for step in self._desk.state.open_steps() if self._role(step) in self._mine]
        return min(steps, key=lambda s: (self._shown.get(s.key, 0), s.step.until is not None, s.ready_at), default=None)

    def _role(self, step: StepState) -> str:
        if step.status is StepStatus.TO_SIGN and step.step.sign_off is not None:
            return step.step.sign_off.role
        return step.step.role

    def _wait(self) -> None:
        if not self._waiting_said:
            self._waiting_said = True
            self._console.say()
            self._console.say(f" {self._why_waiting()}")
        self._clock.sleep(_WAIT_S)

    def _why_waiting(self) -> str:
        if self._desk.state.status is RunStatus.PAUSED:
            return "The run is paused."
        doing = ", ".join(sorted({self._desk.state.plan.role_title(s.step.role) for s in self._others()}))
        return f"Nothing to do here; waiting for {doing}." if doing else "Nothing to do now; the run goes on by itself."

    def _others(self) -> list[StepState]:
        return [step for step in self._desk.state.open_steps() if self._role(step) not in self._mine]

    def _serve(self, step: StepState) -> None:
        role = self._role(step)
        who = self._who(role)
        self._turn += 1
        self._shown[step.key] = self._turn
        self._show(step, role, who)
        if step.status is StepStatus.TO_SIGN:
            self._sign(step, who)
        else:
            self._answer(step, who)

    def _who(self, role: str) -> Who:
        person = next(iter(self._desk.state.party.acting(role)), role)
        return Who(Actor(person, Known.STATED), role)

    def _show(self, step: StepState, role: str, who: Who) -> None:
        say, now = self._console.say, self._clock.now()
        say()
        for line in header(self._desk.state, role, who.actor.id, now):
            say(line)
        for message in news(self._desk.state, role, self._heard.get(role, 0)):
            say(f" >> {message.says}", bold=True)
            self._heard[role] = self._heard.get(role, 0) + 1
        for number, line in enumerate(step_lines(self._desk.state, step, now)):
            say(line, bold=number == 2)
        say(rule())

    def _answer(self, step: StepState, who: Who) -> None:
        choice = self._console.pick(self._choices(step)).lower()
        if choice == "" and step.step.records:
            capture(self._console, self._desk, step, who)
            self._shown[step.key] = self._turn
        elif choice in ("", "d", "done"):
            self._finish(step, who)
        elif choice in ("?", "h", "help"):
            self._console.say(_HELP)
            self._shown[step.key] = 0
        elif choice != "o":
            self._act(self._other(choice, step), who)

    def _choices(self, step: StepState) -> list[str]:
        first = ["[Enter] new record", "d done"] if step.step.records else ["[Enter] done"]
        blocked = "b free again" if step.status is StepStatus.BLOCKED else "b blocked"
        return [*first, "f failed", blocked, "n note", "s skip", *["o other steps"] * (self._open() > 1), "? help"]

    def _open(self) -> int:
        return sum(self._role(step) in self._mine for step in self._desk.state.open_steps())

    def _other(self, choice: str, step: StepState) -> Command | None:
        if choice == "f":
            return ask.Fail(step.key, self._console.ask("What happened?"))
        if choice == "b":
            if step.status is StepStatus.BLOCKED:
                return ask.Unblock(step.key)
            return ask.Block(step.key, self._console.ask("What stands in the way?"))
        if choice == "s":
            return self._skip(step)
        if choice == "n":
            self._shown[step.key] = 0
            return ask.Note(self._console.ask("Note:"), step.key)
        if choice == "p":
            return ask.Pause(self._console.ask("Why is the run paused?"))
        if choice == "x":
            return ask.Abort(self._console.ask("Why is the run aborted?"))
        self._console.say(f"   {choice!r} is no answer here; ? shows them all.")
        self._shown[step.key] = 0
        return None

    def _skip(self, step: StepState) -> Command:
        reason = self._console.ask("Why is it left out?")
        second = self._console.ask("This step is critical. Who agrees (id)?") if step.step.critical else None
        return ask.Skip(step.key, reason, second or None)

    def _finish(self, step: StepState, who: Who) -> None:
        if step.step.enter is None and step.step.reconcile is None:
            self._refuse_early(step)
        seen = self._desk.state.last_seq
        if step.status is StepStatus.READY:
            self._desk.act(ask.Start(step.key), who, seen)
        if step.step.enter is not None:
            wait_for_entry(self._console, self._desk, step.step.enter.form, self._clock)
        if step.step.reconcile is not None:
            settle_books(self._console, self._desk, step, who, self._clock)
        answers = answer_fields(self._console, self._desk.state, step)
        events = self._desk.act(ask.Finish(step.key, answers), who)
        for words in came_of(self._desk.state, events):
            self._console.say(f"   {words}.")
        for words in step.wrong:
            self._console.say(f"   It does not agree: {words}.")
        self._console.say("   Done.")

    def _refuse_early(self, step: StepState) -> None:
        """Say what is missing before asking for answers that could not be taken."""
        missing = not_yet(self._desk.state, step.step, self._clock.now())
        if missing:
            raise Refused(missing[0], missing[1:])

    def _sign(self, step: StepState, who: Who) -> None:
        wanted = step.step.sign_off
        if wanted is None:
            return
        by = step.person.id if step.person else "somebody"
        self._console.say(f"   {by} says that this is done. Your name under it means: {wanted.meaning}.")
        if self._console.sure(f"Sign off as {who.actor.id}?"):
            self._act(ask.SignOff(step.key), who)
        else:
            self._act(ask.Reopen(step.key, self._console.ask("What is not right?")), self._doer(step, who))

    def _doer(self, step: StepState, who: Who) -> Who:
        person = step.person or who.actor
        return Who(who.actor, step.step.role, on_behalf_of=person.id)

    def _act(self, command: Command | None, who: Who) -> None:
        if command is not None:
            self._desk.act(command, who)
            self._console.say(f"   {_ACTED.get(type(command), 'Done')}.")

    def _told(self, refused: Refused) -> None:
        for words in refused.reasons or (refused.message,):
            self._console.say(f"   Not yet: {words}.")
        if refused.hint:
            self._console.say(f"   {refused.hint}")
