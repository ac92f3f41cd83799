"""Giving a promise up: a person's word that nobody can keep it any more, because its server is gone for good.

It is not kept, and nobody knows whether the fault is out. So it is laid aside with who gave it up, when and why, and
whoever tells of the run says that it was given up and not proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from continuity.errors import ContinuityError
from continuity.faults.obligations import Unreadable, close, files_of, folder, lay_aside, load
from continuity.faults.outcome import by_hand
from continuity.faults.promise import Fact, Obligation, What, decode_fact
from continuity.faults.shapes import Misshapen

__all__ = ["GivenUp", "GivingUp", "give_up", "give_up_unreadable", "given_up", "named_in"]

_MARK = f'"{What.GIVEN_UP.value}"'.encode()


@dataclass(frozen=True, slots=True)
class GivingUp:
    """Who gives up what cannot be healed, and why."""

    by: str
    reason: str

    def fact(self, at: int) -> Fact:
        """The same as it is noted, at a time (ms UTC)."""
        return Fact(at, What.GIVEN_UP, self.by, self.reason)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What was given up, as it lies among the kept ones.

    ``id``, ``run`` and ``fault`` of a file that holds no promise are what its name says, ``promise`` is then none.
    """

    id: str
    run: str
    fault: str
    fact: Fact
    path: Path
    promise: Obligation | None

    @property
    def manual(self) -> tuple[str, ...]:
        """The commands that take it out by hand, should its server be there after all."""
        return by_hand(self.promise) if self.promise else ()


def give_up(obligation: Obligation, word: GivingUp, at: int) -> GivenUp:
    """Lay a promise aside that nobody can keep; raises ``ContinuityError`` when that cannot be written down."""
    fact = word.fact(at)
    try:
        closed = close(obligation, fact)
    except OSError as problem:
        raise _not_written(obligation.path, problem) from problem
    return _of_promise(closed, fact)


def give_up_unreadable(file: Unreadable, word: GivingUp, at: int) -> GivenUp:
    """The same for a file that holds no promise anyone could keep."""
    fact = word.fact(at)
    try:
        return _of_name(lay_aside(file, fact), fact)
    except OSError as problem:
        raise _not_written(file.path, problem) from problem


def given_up(state: Path, run: str | None = None) -> tuple[GivenUp, ...]:
    """What was given up of one run, or of all; what somebody healed after that is left out."""
    return tuple(_read(files_of(folder(state) / "closed", run)))


def named_in(path: Path) -> tuple[str, str]:
    """The run and the fault that the name of a promise's file tells of; empty where it is no such name."""
    run, _, rest = path.name.partition(".")
    fault, _, number = rest.partition(".")
    return (run, fault) if number else ("", "")


def _read(paths: Iterable[Path]) -> Iterator[GivenUp]:
    for path in paths:
        try:
            raw = path.read_bytes()
        except OSError:
            continue
        if _MARK in raw and (fact := _fact_in(raw)):
            try:
                yield _of_promise(load(path), fact)
            except (Misshapen, OSError):
                yield _of_name(path, fact)


def _fact_in(raw: bytes) -> Fact | None:
    """The giving up, unless the fault was healed after it."""
    facts = []
    for line in raw.split(b"\n"):
        try:
            facts.append(decode_fact(line))
        except Misshapen:
            continue
    last = next((fact for fact in reversed(facts) if fact.what in (What.GIVEN_UP, What.REMOVED)), None)
    return last if last and last.what is What.GIVEN_UP else None


def _of_promise(closed: Obligation, fact: Fact) -> GivenUp:
    return GivenUp(closed.id, closed.run, closed.fault, fact, closed.path, closed)


def _of_name(path: Path, fact: Fact) -> GivenUp:
    return GivenUp(path.name.removesuffix(".jsonl"), *named_in(path), fact, path, None)


def _not_written(path: Path, problem: OSError) -> ContinuityError:
    why = problem.strerror or str(problem)
    return ContinuityError(f"{path} cannot be given up: {why}", "See that its folder can be written, and try again.")
