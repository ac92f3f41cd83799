"""Recovering: taking out what a crash left, when neither the conductor nor its guard can.

What cannot be taken out stays an open promise, until it can, or until a person gives it up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity.clock import Clock
from continuity.faults.giving_up import GivenUp, GivingUp, give_up, give_up_unreadable, named_in
from continuity.faults.guarded import guard_lives
from continuity.faults.heal import heal
from continuity.faults.obligations import Obligation, Reading, Unreadable, read_obligations, refreshed, tidy
from continuity.faults.orphaned import orphaned
from continuity.faults.outcome import Outcome
from continuity.faults.process import alive

__all__ = ["Recovery", "recover", "recover_or_give_up", "runs_of"]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was healed, what was left to a conductor or guard that lives, and files that could not be read.

    ``given_up`` is what a person gave up after healing it had failed, ``kept`` what nobody may give up after that, as
    somebody alive still keeps it; both are among the outcomes.
    """

    outcomes: tuple[Outcome, ...]
    left: tuple[Obligation, ...]
    unreadable: tuple[Unreadable, ...]
    given_up: tuple[GivenUp, ...] = ()
    kept: tuple[Obligation, ...] = ()

    @property
    def remaining(self) -> tuple[Outcome, ...]:
        """What could not be healed and is still promised."""
        given = {each.id for each in self.given_up}
        return tuple(each for each in self.outcomes if not each.healed and each.obligation.id not in given)


def recover(state_dir: Path, clock: Clock, run: str | None = None, budget_s: float = 10.0) -> Recovery:
    """Heal the open obligations, of one run or of all, that nobody keeps any more or whose deadline has passed."""
    found = _healed(read_obligations(state_dir, run), state_dir, clock, budget_s)
    tidy(state_dir, run)
    return found


def recover_or_give_up(
    state_dir: Path, clock: Clock, name: str, word: GivingUp | None = None, budget_s: float = 10.0
) -> Recovery:
    """The same for what is named: a run, one promise, or a file that cannot be read.

    With a ``word`` what cannot be healed is given up, but for what somebody alive still keeps. Raises
    ``ContinuityError`` when that cannot be written down.
    """
    named = _named(read_obligations(state_dir), name)
    found = _healed(named, state_dir, clock, budget_s)
    for run in {name, *(each.run for each in named.open)}:
        tidy(state_dir, run)
    if word is None:
        return found
    failed = [each.obligation for each in found.outcomes if not each.healed]
    kept = tuple(each for each in failed if alive(each.conductor) or guard_lives(state_dir, each.run))
    due = [each for each in failed if each not in kept and not refreshed(each).removed]
    given = [give_up(each, word, clock.now()) for each in due]
    given += [give_up_unreadable(each, word, clock.now()) for each in found.unreadable]
    return Recovery(found.outcomes, found.left, (), tuple(given), kept)


def runs_of(state_dir: Path) -> frozenset[str]:
    """Every run that something is open of, as the promises name it, or the names of files that cannot be read."""
    reading = read_obligations(state_dir)
    return frozenset(run for run in (*(one.run for one in reading.open), *map(_run, reading.unreadable)) if run)


def _healed(reading: Reading, state_dir: Path, clock: Clock, budget_s: float) -> Recovery:
    orphans = tuple(each for each in reading.open if orphaned(each, state_dir, clock.now()))
    left = tuple(each for each in reading.open if each not in orphans)
    return Recovery(heal(orphans, clock=clock, budget_s=budget_s, by="recover"), left, reading.unreadable)


def _named(reading: Reading, name: str) -> Reading:
    return Reading(
        tuple(each for each in reading.open if name in (each.run, each.id)),
        tuple(each for each in reading.unreadable if name in (_run(each), *_names(each.path))),
    )


def _run(file: Unreadable) -> str:
    return named_in(file.path)[0]


def _names(path: Path) -> Sequence[str]:
    return (str(path), path.name, path.name.removesuffix(".jsonl"))
