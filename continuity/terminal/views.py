"""A screen with a menu, for those who do no steps: drawn again after each act; news is told while they think."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.desk.facts import facts_of
from continuity.errors import Refused
from continuity.journal.store import Store
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.state import RunState
from continuity.terminal.ago import minutes_ago
from continuity.terminal.ask import Console, Gone
from continuity.terminal.lead_menu import Asked
from continuity.terminal.matters import matters
from continuity.terminal.said import line
from continuity.terminal.step_screen import header

__all__ = ["Key", "View"]


@dataclass(frozen=True, slots=True)
class Key:
    """One letter, its word, and what asks for the rest and gives the command."""

    letter: str
    word: str
    act: Callable[[Console, RunState], Asked | str | None]
    """A text is only said."""


class View:
    """Drawn for one person with a duty until the run is over or they leave (``Gone``)."""

    def __init__(
        self,
        desk: Desk,
        store: Store,
        who: Who,
        clock: Clock,
        console: Console,
        lines: Callable[[RunState, int], Iterator[str]],
        keys: Sequence[Key],
    ) -> None:
        self._desk = desk
        self._store = store
        self._who = who
        self._clock = clock
        self._console = console
        self._lines = lines
        self._keys = keys
        self._put_off: set[str] = set()

    def run(self, over: Callable[[], bool]) -> None:
        """Show and ask until ``over``."""
        while not over():
            self._desk.refresh()
            try:
                if not self._settle():
                    self._turn()
            except Refused as refused:
                for words in refused.reasons or (refused.message,):
                    self._console.say(f"   Not done: {words}.")
                if refused.hint:
                    self._console.say(f"   {refused.hint}")

    def _settle(self) -> bool:
        """An offer or a request comes before everything else; each is put once."""
        waiting = matters(self._desk.state, self._who, self._clock)
        matter = next((one for one in waiting if one.key not in self._put_off), None)
        if matter is None or self._desk.state.is_over:
            return False
        self._console.idle = tuple
        self._put_off.add(matter.key)
        command = matter.settle(self._console)
        if command is not None:
            self._desk.act(command, self._who)
        return True

    def _turn(self) -> None:
        self._show()
        self._console.idle = self._news
        words = [f"{key.letter} {key.word}" for key in self._keys]
        choice = self._console.pick(["[Enter] look again", *words, "q leave"]).lower()
        self._console.idle = tuple
        key = next((key for key in self._keys if key.letter == choice), None)
        if choice == "q":
            raise Gone
        if key is not None:
            self._act(key.act(self._console, self._desk.state))
        elif self._is_code_word(choice):
            self._act(Asked(ask.CodeWord(self._console.ask("What is happening?"))))
        elif choice:
            self._console.say(f"   {choice!r} is no answer here.")

    def _is_code_word(self, choice: str) -> bool:
        run = self._desk.state
        return run.is_drill and not run.is_over and choice.strip("“”\"'") == run.plan.drill.code_word.lower()

    def _show(self) -> None:
        run, now, layout = self._desk.state, self._clock.now(), self._console.layout
        self._console.say()
        for text in header(run, self._who.duty or "", self._who.actor.id, now, layout):
            self._console.say(text)
        for text in self._lines(run, now):
            self._console.say(text)
        for text in layout.rule():
            self._console.say(text)

    def _act(self, asked: Asked | str | None) -> None:
        if isinstance(asked, str):
            self._console.say(asked)
        elif asked is not None:
            who = Who(self._who.actor, self._who.role, self._who.duty, asked.behalf)
            at = minutes_ago(self._desk.state, self._clock.now(), asked.minutes)
            self._desk.act(asked.command, who, at=at)
            self._console.say("   Done.")

    def _news(self) -> tuple[str, ...]:
        """Everything that others do, a line each."""
        events = self._desk.news()
        said = (line(self._desk.state, fact) for fact in facts_of(events, self._store))
        return tuple(f" {text}" for text in said if text is not None)
