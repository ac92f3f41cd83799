"""Asking on a terminal, so that the run can interrupt: no answer is waited for once the run has ended."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
from collections.abc import Callable, Sequence

import click

from continuity.terminal.layout import Layout
from continuity.units import parse_duration

__all__ = ["Console", "Gone", "Interrupted"]

_LOOK_S = 0.2


class Gone(Exception):
    """Nobody answers any more: the input has ended."""


class Interrupted(Exception):
    """The run needs no answer any more."""


class Console:
    """Prints and asks; ``over`` says when an answer is no longer wanted.

    ``idle`` is called while somebody thinks: its lines are said at once, and it may raise ``Interrupted``.
    Through a pipe no screen says above the lines whether it is real, so each one begins with ``mark``.
    """

    def __init__(self, over: Callable[[], bool], layout: Layout | None = None, mark: str = "") -> None:
        self._over = over
        self._mark = "" if sys.stdout.isatty() or not mark else f"{mark} "
        self._held = b""
        self._prompt = ""
        self.layout = layout or Layout()
        self.idle: Callable[[], Sequence[str]] = tuple

    def say(self, text: str = "", bold: bool = False) -> None:
        """Print a line."""
        text = self._mark + text if text else text
        click.secho(text, bold=bold) if bold else click.echo(text)

    def ask(self, prompt: str) -> str:
        """One line of answer, without its end; raises ``Gone`` or ``Interrupted``."""
        *above, last = list(self.layout.wrapped(prompt, indent=1)) or [""]
        for line in above:
            self.say(line)
        self._prompt = f"{self._mark}{last} "
        self._show_prompt()
        line = self._line()
        if not sys.stdin.isatty():
            click.echo(line)
        return line.strip()

    def forget(self) -> None:
        """Drop what was typed before it was asked for: it was meant for something else. Pipes keep theirs."""
        if sys.stdin.isatty():
            self._held = b""
            with contextlib.suppress(OSError, termios.error):
                termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)

    def _show_prompt(self) -> None:
        click.echo(self._prompt, nl=False)
        sys.stdout.flush()

    def _tell_news(self) -> None:
        """What happened while somebody thinks; what they typed so far stays in the line."""
        news = self.idle()
        if news:
            click.echo()
            for text in news:
                for line in self.layout.wrapped(text.strip(), indent=1):
                    self.say(line, bold=True)
            if sys.stdin.isatty():
                self.say("   (What you have begun to type is kept.)")
            self._show_prompt()

    def _line(self) -> str:
        """The next line; what came with it in one piece is kept for the next question."""
        while b"\n" not in self._held:
            if self._over():
                click.echo()
                raise Interrupted
            if not self._ready():
                self._tell_news()
                continue
            self._held += self._piece()
        line, _, self._held = self._held.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")

    def _piece(self) -> bytes:
        """What has come; a terminal that was closed ends in an error, a pipe in nothing."""
        try:
            piece = os.read(sys.stdin.fileno(), 4096)
        except OSError:
            raise Gone from None
        if not piece:
            raise Gone
        return piece

    def pick(self, choices: Sequence[str]) -> str:
        """One of several keys, told on as many lines as the terminal needs; only what is typed now counts."""
        self.forget()
        *above, last = self.layout.choices(choices)
        for line in above:
            self.say(line)
        return self.ask(f"{last.strip()}  >" if not self.layout.plain else f"{last.strip()}:")

    def choose(self, prompt: str, options: Sequence[str], names: Sequence[str] = ()) -> str:
        """One of several, by number, by its words, or by the name that stands for it; asks again until it is one."""
        for number, option in enumerate(options, 1):
            for line in self.layout.hanging_number(number, option):
                self.say(line)
        short = {name.lower(): option for name, option in zip(names, options, strict=False)}
        while True:
            answer = self.ask(f"{prompt} [1-{len(options)}]")
            if answer.isdigit() and 1 <= int(answer) <= len(options):
                return options[int(answer) - 1]
            if answer in options:
                return answer
            if answer.lower() in short:
                return short[answer.lower()]
            if not answer:
                return ""
            self.say(f"   {answer!r} is none of them.")

    def one_of(self, prompt: str, options: Sequence[tuple[str, str]]) -> str:
        """The value of one of several (value, words), by number; empty when nothing is chosen."""
        labels = [words for _, words in options]
        picked = self.choose(prompt, labels, [value for value, _ in options]) if labels else ""
        return next((value for value, words in options if words == picked), "")

    def minutes(self, prompt: str) -> int | None:
        """How long ago, in minutes: ``25``, ``25m``, ``1h05m``; none for an empty line, asked again for nonsense."""
        while True:
            answer = self.ask(f"{prompt} (like 25 or 1h05m; empty: now)").replace(" ", "")
            if not answer:
                return None
            try:
                return int(answer) if answer.isdecimal() else parse_duration(answer) // 60_000
            except ValueError as error:
                self.say(f"   {error}.")

    def sure(self, prompt: str) -> bool:
        """Yes or no, typed out: nobody vouches for something with an empty line."""
        self.forget()
        while True:
            answer = self.ask(f"{prompt} [y/n]").lower()
            if answer in ("y", "yes", "n", "no"):
                return answer.startswith("y")
            self.say("   y for yes, n for no.")

    def _ready(self) -> bool:
        try:
            ready, _, _ = select.select([sys.stdin.fileno()], [], [], _LOOK_S)
        except (OSError, ValueError):
            raise Gone from None
        return bool(ready)
