"""Which view goes with which seat, and staying in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.cli.here import Here
from continuity.desk.desk import Desk
from continuity.events import Actor, Known
from continuity.run.commands import Who
from continuity.terminal.ask import Console

if TYPE_CHECKING:
    from continuity.terminal.views import View

__all__ = ["WRITES_NOTHING", "Joining", "stay"]

WRITES_NOTHING = ("observer", "auditor")


@dataclass(frozen=True, slots=True)
class Joining:
    """Who wants to sit where, and how the seat is played."""

    person: str
    role: str | None
    duty: str | None
    auto: bool = False
    answers: Path | None = None
    plain: bool = False

    @property
    def known(self) -> Known:
        """How it is known who acts."""
        return Known.SIMULATED if self.auto else Known.REPLAYED if self.answers else Known.STATED

    @property
    def who(self) -> Who:
        """The person under their hat."""
        return Who(Actor(self.person, self.known), self.role, self.duty)


def stay(here: Here, run: str, desk: Desk, seat: Joining, console: Console, over: Callable[[], bool]) -> None:
    """Show the view that goes with the seat until ``over``; ``Gone`` when the person leaves."""
    if seat.known is not Known.STATED:
        from continuity.cli.playing import play

        play(here, run, desk, seat, over)
    elif seat.role is not None:
        from continuity.terminal.seats import OwnSeat
        from continuity.terminal.walk import Walk

        Walk(desk, OwnSeat(seat.person, seat.role), here.clock, console).run(over)
    elif seat.duty in WRITES_NOTHING:
        from continuity.cli.looking import look

        look(here, run, desk, seat.duty or "", plain=seat.plain)
    else:
        _view(here, desk, seat, console).run(over)


def _view(here: Here, desk: Desk, seat: Joining, console: Console) -> View:
    from continuity.terminal import control, directing, judging
    from continuity.terminal.views import View

    layout = console.layout
    if seat.duty == "evaluator":
        lines, keys = judging.judging_lines(layout, seat.person), judging.judging_keys()
    elif seat.duty == "controller":
        lines, keys = control.control_lines(layout), control.control_keys(lambda why: _halt(here, why, seat.person))
    elif seat.duty == "facilitator":
        lines, keys = control.control_lines(layout), control.facilitator_keys()
    else:
        lines, keys = directing.directing_lines(layout), directing.directing_keys(seat.who)
    return View(desk, here.store, seat.who, here.clock, console, lines, keys)


def _halt(here: Here, reason: str, person: str) -> str:
    from continuity.cli.outcomes import say_outcomes
    from continuity.faults.halt import halt
    from continuity.ledger.cards import without_cards

    report = halt(here.state_dir, without_cards(reason), here.clock, by=person)
    left = len(report.not_healed)
    counts = f"found {len(report.outcomes)}   removed {len(report.removed)}   not healed {left}"
    lines = [f"   {counts}", *say_outcomes(report.outcomes)]
    return "\n".join([*lines, "   No fault goes in until continuity halt --release."])
