"""Walks people through their steps: a terminal of one's own, or one for every role that nobody else plays, in turn."""

from __future__ import annotations

from collections.abc import Callable

from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.run import commands as ask
from continuity.run.closing import left_open, to_give_back
from continuity.run.commands import Command, Who
from continuity.run.decide.finish import not_yet
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus
from continuity.run.vacant import vacant_words
from continuity.terminal.ago import minutes_ago
from continuity.terminal.ask import Console, Gone, Interrupted
from continuity.terminal.forms import answer_fields, capture
from continuity.terminal.lead_menu import Asked
from continuity.terminal.listening import Listening
from continuity.terminal.matters import Matter, matters
from continuity.terminal.recovery import give_back, sample_lines, settle_books, wait_for_entry
from continuity.terminal.said import came_of
from continuity.terminal.seats import OwnSeat, Seat
from continuity.terminal.step_keys import ACTED, HELP, asked_at, keys_at
from continuity.terminal.step_screen import header, step_lines

__all__ = ["Walk"]

_WAIT_S = 0.3


class Walk:
    """Asks until the run is over; every answer goes through the desk."""

    def __init__(self, desk: Desk, seat: Seat, clock: Clock, console: Console) -> None:
        self._desk = desk
        self._seat = seat
        self._clock = clock
        self._console = console
        self._ears = Listening(desk, seat, clock)
        self._own = isinstance(seat, OwnSeat)
        self._shown: dict[str, int] = {}
        self._turn = 0
        self._put_off: set[str] = set()
        self._waiting_said = False

    def run(self, over: Callable[[], bool]) -> None:
        """Walk until ``over``; raises ``Gone`` when nobody answers any more, or they leave."""
        while not over():
            self._ears.listen()
            try:
                self._one_turn()
            except Interrupted:
                continue
            except Refused as refused:
                self._told(refused)

    def _one_turn(self) -> None:
        running = self._desk.state.status is RunStatus.RUNNING
        matter = self._matter() if running else None
        step = self._next() if running else None
        if matter is not None:
            self._settle(matter)
        elif step is not None:
            self._waiting_said = False
            self._serve(step)
        else:
            self._wait()

    def _matter(self) -> Matter | None:
        who = self._seat.who(self._desk.state, None)
        waiting = matters(self._desk.state, who, self._clock)
        return next((matter for matter in waiting if matter.key not in self._put_off), None)

    def _settle(self, matter: Matter) -> None:
        self._console.idle = tuple
        self._put_off.add(matter.key)
        command = matter.settle(self._console)
        self._act(Asked(command) if command else None, self._seat.who(self._desk.state, None))

    def _mine(self) -> list[StepState]:
        roles = self._seat.roles(self._desk.state)
        return [step for step in self._desk.state.open_steps() if step.turn in roles]

    def _next(self) -> StepState | None:
        """A step not shown yet before others, short ones before those that stay open for long."""
        return min(
            self._mine(), key=lambda s: (self._shown.get(s.key, 0), s.step.until is not None, s.ready_at), default=None
        )

    def _wait(self) -> None:
        if not self._waiting_said:
            self._waiting_said = True
            self._console.say()
            for text in (self._why_waiting(), vacant_words(self._desk.state)):
                for line in self._console.layout.wrapped(text, indent=1):
                    self._console.say(line)
        for line in self._ears.news():
            self._console.say(line, bold=True)
        if not self._own:
            self._clock.sleep(_WAIT_S)
            return
        self._console.idle = self._waiting
        choice = self._console.pick(["[Enter] look again", "n note", "l lead", "q leave"]).lower()
        self._waiting_said = False
        if choice == "n":
            note = ask.Note(self._console.ask("Note:"))
            self._act(Asked(note), self._seat.who(self._desk.state, None))
        elif choice == "l":
            self._lead()
        else:
            self._leave_or_stop(choice)

    def _waiting(self) -> tuple[str, ...]:
        """While somebody waits: news at once, and the next step as soon as there is one."""
        self._ears.listen()
        if self._desk.state.status is RunStatus.RUNNING and (self._next() or self._matter()):
            raise Interrupted
        return self._ears.news()

    def _lead(self) -> None:
        from continuity.terminal.lead_menu import choose_act

        who = self._seat.who(self._desk.state, None)
        self._act(choose_act(self._console, self._desk.state, who), who)

    def _leave_or_stop(self, choice: str) -> bool:
        """Leave the terminal, or say the code word; false for another key."""
        run = self._desk.state
        if choice == "q" and self._own:
            raise Gone
        if run.is_drill and choice.strip("“”\"'") == run.plan.drill.code_word.lower():
            words = self._console.ask("What is happening?")
            self._act(Asked(ask.CodeWord(words)), self._seat.who(run, None))
            return True
        return False

    def _why_waiting(self) -> str:
        run = self._desk.state
        if run.status is RunStatus.PAUSED:
            return "The run is paused. Whoever leads lets it go on (l), or continuity resume does."
        if run.steps_over and (out := left_open(run)):
            return f"Every step is over, and the run cannot be closed: {'; '.join(out)}."
        mark = f"DRILL (code word “{run.plan.drill.code_word}”)" if run.is_drill else "REAL OUTAGE"
        mine = {step.key for step in self._mine()}
        others = [step for step in run.open_steps() if step.key not in mine]
        doing = ", ".join(sorted({run.plan.role_title(step.turn) for step in others}))
        words = f"waiting for {doing}." if doing else "the run goes on by itself."
        return f"{mark}: nothing to do here now; {words}"

    def _serve(self, step: StepState) -> None:
        role = step.turn
        who = self._seat.who(self._desk.state, role)
        self._turn += 1
        self._shown[step.key] = self._turn
        seen = self._desk.state.last_seq
        self._ears.at(step)
        self._show(step, role, who)
        self._console.idle = lambda: self._at(step, who)
        if step.status is StepStatus.TO_SIGN:
            self._sign(step, who)
        else:
            self._answer(step, who, seen)

    def _at(self, step: StepState, who: Who) -> tuple[str, ...]:
        """While somebody thinks about a step: what they hear, and what cannot wait."""
        lines = self._ears.while_at(step, who)
        if self._matter() is not None:
            raise Interrupted
        return lines

    def _show(self, step: StepState, role: str, who: Who) -> None:
        say, now, layout = self._console.say, self._clock.now(), self._console.layout
        run = self._desk.state
        say()
        for line in header(run, run.plan.role_title(role), who.actor.id, now, layout):
            say(line)
        for line in self._ears.news():
            say(line, bold=True)
        for number, line in enumerate(step_lines(run, step, now, layout)):
            say(line, bold=number == 2)
        for line in layout.rule():
            say(line)

    def _answer(self, step: StepState, who: Who, seen: int) -> None:
        keys = keys_at(self._desk.state, step, who, self._own, len(self._mine()) > 1)
        choice = self._console.pick(keys).lower()
        self._console.idle = tuple
        if choice == "" and step.step.records:
            capture(self._console, self._desk, step, who)
            self._shown[step.key] = self._turn
        elif choice in ("", "d", "done"):
            self._finish(step, who, seen)
        elif choice == "t":
            self._finish(step, who, seen, self._console.minutes("How many minutes ago was it done?") or 0)
        elif choice in ("?", "h?", "help"):
            self._console.say(HELP)
            self._shown[step.key] = 0
        elif choice != "o" and not self._leave_or_stop(choice):
            self._other(choice, step, who)

    def _other(self, choice: str, step: StepState, who: Who) -> None:
        try:
            asked = asked_at(self._console, self._desk.state, step, who, choice)
        except KeyError:
            self._console.say(f"   {choice!r} is no answer here; ? shows them all.")
            asked = None
        if asked is None or choice in "nirhl":
            self._shown[step.key] = 0
        as_lead = choice == "l" or (choice == "r" and not self._desk.state.is_drill)
        self._act(asked, self._seat.who(self._desk.state, None) if as_lead else who)

    def _finish(self, step: StepState, who: Who, seen: int, minutes: int = 0) -> None:
        if step.step.enter is None and step.step.reconcile is None:
            self._refuse_early(step)
        back = to_give_back(self._desk.state, step)
        at = minutes_ago(self._desk.state, self._clock.now(), minutes)
        if step.status is StepStatus.READY:
            self._desk.act(ask.Start(step.key), who, seen, at)
        for form in dict.fromkeys((*back, *([step.step.reconcile] if step.step.reconcile else []))):
            give_back(self._console, self._desk, form, who)
        if step.step.enter is not None:
            wait_for_entry(self._console, self._desk, step.step.enter.form, who, self._clock)
        if step.step.reconcile is not None:
            settle_books(self._console, self._desk, step, who, self._clock)
        answers = answer_fields(self._console, self._desk.state, step)
        events = self._desk.act(ask.Finish(step.key, answers), who, at=at)
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
        for words in sample_lines(self._desk, step):
            self._console.say(f"   {words}")
        if self._console.sure(f"Sign off as {who.actor.id}?"):
            self._act(Asked(ask.SignOff(step.key)), who)
        else:
            self._act(Asked(ask.Reopen(step.key, self._console.ask("What is not right?"))), who)

    def _act(self, asked: Asked | None, who: Who) -> None:
        if asked is None:
            return
        someone = Who(who.actor, who.role, who.duty, asked.behalf) if asked.behalf else who
        at = minutes_ago(self._desk.state, self._clock.now(), asked.minutes)
        events = self._desk.act(asked.command, someone, at=at)
        self._console.say(f"   {_came(asked.command, [event.kind for event in events])}.")

    def _told(self, refused: Refused) -> None:
        for words in refused.reasons or (refused.message,):
            self._console.say(f"   Not yet: {words}.")
        if refused.hint:
            self._console.say(f"   {refused.hint}")


def _came(command: Command, kinds: list[str]) -> str:
    if isinstance(command, ask.Skip):
        asked = "step.skip-asked" in kinds
        return "Asked; the lead decides" if asked else "Left out, with your reason"
    return ACTED.get(type(command), "Done")
