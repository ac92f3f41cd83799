"""Drives a run in the foreground: the conductor in a thread, people at the terminal, signals on their way out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import click

from continuity.cli.here import Here
from continuity.conductor.conductor import Stop
from continuity.conductor.session import Place
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.run.steps import outline
from continuity.terminal.ask import Console, Gone
from continuity.terminal.layout import Layout
from continuity.terminal.said import line
from continuity.terminal.seats import SharedSeat

__all__ = ["Drive", "Screen"]

_LOOK_S = 0.05
_CLOSED = "the terminal was closed"

_CANNOT_REDRAW = ("", "dumb", "unknown")

Conduct = Callable[[Desk, Place, Stop, Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """What this terminal shows: ``plain`` lines without drawing; ``team`` asks nobody, people join elsewhere."""

    plain: bool = False
    team: bool = False

    @property
    def live(self) -> bool:
        """Whether a picture is drawn again in its place."""
        return not self.plain and _can_redraw()


class Drive:
    """One run, conducted here. ``run`` returns when it is over or stopped, with every fault out."""

    def __init__(self, here: Here, run: str, auto: tuple[str, ...], screen: Screen) -> None:
        self._here = here
        self._run = run
        self._auto = auto
        self._screen = screen
        self._stop = Stop()
        self._begun = threading.Event()
        self._done = threading.Event()
        self._problem: BaseException | None = None
        self._signals = 0
        self._seen = here.desk(run)

    def run(self, conduct: Conduct) -> None:
        """Conduct and show; raises what the conductor raised."""
        before = {number: signal.signal(number, self._signalled) for number in _signals()}
        worker = threading.Thread(target=self._conduct, args=(conduct,), name="conductor")
        worker.start()
        try:
            self._show()
        finally:
            self._wait(worker)
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._problem is not None:
            raise self._problem

    def _conduct(self, conduct: Conduct) -> None:
        here = self._here
        place = Place(here.root, here.journal, here.state_dir, here.clock, here.store)
        try:
            conduct(here.desk(self._run), place, self._stop, self._begun.set)
        except BaseException as error:
            self._problem = error
        finally:
            self._done.set()

    def _show(self) -> None:
        try:
            while not (self._begun.wait(_LOOK_S) or self._done.is_set()):
                pass
            if self._done.is_set():
                return
            self._seen.refresh()
            mine = self._mine()
            if mine:
                self._walk(mine)
            elif self._screen.live:
                self._watch()
            else:
                self._tell()
        except KeyboardInterrupt:
            self._stop.reason = self._stop.reason or "interrupted"
        except (Gone, OSError):
            self._stop.reason = self._stop.reason or _CLOSED
            _look_at_outputs()

    def _mine(self) -> set[str]:
        """Roles that this terminal serves; none while people join from their own."""
        if self._screen.team:
            return set()
        plan = self._seen.state.plan
        roles = {item.step.role for item in outline(plan)}
        roles |= {item.step.sign_off.role for item in outline(plan) if item.step.sign_off}
        return roles - set(self._auto)

    def _walk(self, mine: set[str]) -> None:
        from continuity.terminal.walk import Walk

        mark = "DRILL" if self._seen.state.is_drill else "REAL"
        console = Console(self._over, Layout(self._screen.plain), mark)
        Walk(self._here.desk(self._run), SharedSeat(mine), self._here.clock, console).run(self._over)

    def _over(self) -> bool:
        return self._done.is_set() or self._stop.reason is not None

    def _watch(self) -> None:
        from continuity.terminal.live import LiveView

        with LiveView(self._here.clock) as view:
            while not self._over():
                if not sys.stdout.isatty():
                    raise Gone  # a terminal that was closed is none; the view would draw into nothing
                after = self._seen.state.last_seq
                if self._seen.news():
                    view.heard(self._seen.state, list(facts(self._here.store, self._run, after)))
                view.show(self._seen.state)
                self._here.clock.sleep(_LOOK_S)

    def _tell(self) -> None:
        after = 0
        while True:
            over = self._over()
            self._seen.refresh()
            for fact in facts(self._here.store, self._run, after):
                after = fact.seq
                words = line(self._seen.state, fact)
                if words is not None:
                    click.echo(words)
            sys.stdout.flush()
            if over:
                return
            self._here.clock.sleep(_LOOK_S)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        """Once: stop, with every fault out. Twice: say how far that is. Three times: leave it to the guard."""
        self._signals += 1
        name = signal.Signals(number).name
        if self._signals == 1:
            self._stop.reason = f"interrupted ({name})"
            raise KeyboardInterrupt
        if not self._seen.state.is_drill:
            _shout("\nLeft. The outage goes on; continuity incident open takes it up again.")
            os._exit(7)
        inside = [fault for fault in self._seen.state.faults.values() if fault.inside]
        if self._signals == 2:
            _shout(f"\nTaking faults out: {len(inside)} left. Once more leaves it to the guard.")
            return
        self._leave()

    def _leave(self) -> None:
        """The pipe to the guard closes with us; it heals, and people are told how to look."""
        from continuity.conductor.claim import claim_of
        from continuity.faults.obligations import open_obligations
        from continuity.faults.outcome import by_hand

        _shout("\nLeft. The guard takes out what is in. continuity status says when it is clean. By hand:")
        for obligation in open_obligations(self._here.state_dir, claim_of(self._here.root, self._run)):
            for command in by_hand(obligation):
                _shout(f"  {command}")
        os._exit(8)

    def _wait(self, worker: threading.Thread) -> None:
        if self._stop.reason is not None and worker.is_alive():
            real = not self._seen.state.is_drill
            _shout(
                "\nLeaving. The outage goes on; the record is closed for now …"
                if real
                else "\nStopping: taking every fault out, and looking whether it is out …"
            )
        while worker.is_alive():
            try:
                worker.join(0.2)
                self._seen.refresh()
            except KeyboardInterrupt:
                continue


def _can_redraw() -> bool:
    """Whether the output is a terminal on which a picture can be drawn again in its place."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in _CANNOT_REDRAW


def _signals() -> tuple[signal.Signals, ...]:
    return (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _shout(text: str) -> None:
    """To people, if there still are any."""
    try:
        click.echo(text, err=True)
    except OSError:
        _look_at_outputs()


def _look_at_outputs() -> None:
    """Whatever nobody reads any more goes nowhere from here on, so that no later line can fail."""
    for stream in (sys.stdout, sys.stderr):
        try:
            click.echo("", file=stream)
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
