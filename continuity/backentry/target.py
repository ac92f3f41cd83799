"""Where records go home, whatever the CRM: an idempotent upsert by form number, and two ways to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from continuity.errors import ContinuityError, Refused
from continuity.events.ledger import EntryOutcome, SystemRecord
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.structure import JsonObject

__all__ = [
    "HeldTwice",
    "Kind",
    "NotRead",
    "Outcome",
    "Quota",
    "Rules",
    "Target",
    "by_number",
    "holds",
    "keep_drills_out",
    "spelled_as_ours",
]


class NotRead(ContinuityError):
    """The CRM could not be read, or showed only a part: nothing can be said of what it holds."""


class HeldTwice(NotRead):
    """The CRM holds several records under one number: which one is meant, nobody can say."""

    def __init__(self, number: str) -> None:
        super().__init__(f"the CRM holds several records with the number {number}", "Compare them, and take one out.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one upsert.

    ``not_written`` says of an unknown one that nothing can have been written, so it only has to be tried again later.
    """

    outcome: EntryOutcome
    system_id: str | None = None
    detail: str = ""
    not_written: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """What the CRM last said of its quota of calls, which all who call share; ``ours`` leaves a part to others."""

    used: int
    limit: int
    keep_free: int

    @property
    def ours(self) -> int:
        """How many calls we may still make."""
        return max(0, self.limit * (100 - self.keep_free) // 100 - self.used)


class Target(Protocol):
    """A CRM as back-entry and reconciliation see it; for one thread at a time."""

    @property
    def per_call(self) -> int:
        """How many records go in with one call."""

    @property
    def by_hand(self) -> bool:
        """Whether people carry the records over, so that no rate is to be kept and nothing is in at once."""

    def upsert(self, number: str, record: Entry) -> Outcome:
        """Write one record under its number; ``Refused`` when it must not go there at all."""

    def read(self, number: str) -> SystemRecord | None:
        """The record under that number, None when there is none; raises ``NotRead``, and ``HeldTwice``."""

    def upsert_all(self, records: Sequence[Entry]) -> tuple[Outcome, ...]:
        """Write up to ``per_call`` records, each with an outcome of its own, in order."""

    def read_all(self, numbers: Sequence[str]) -> Mapping[str, SystemRecord]:
        """Those of the numbers that are there; raises ``NotRead``, and ``HeldTwice`` when one is there twice."""

    def held_back(self) -> str:
        """Why nothing may be asked of the CRM now, as when the rest of its quota is for others; empty otherwise."""

    def quota(self) -> Quota | None:
        """The quota as last seen; none when the CRM tells of none."""

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        """Every record whose number begins so, doubles included; raises ``NotRead``, never gives a part."""

    def close(self) -> None:
        """Let go of connections."""


def spelled_as_ours(records: Iterable[SystemRecord], prefix: str) -> tuple[SystemRecord, ...]:
    """Those whose number begins so, in our spelling: many CRMs take capital and small letters for the same key."""
    size, plain = len(prefix), prefix.upper()
    return tuple(
        replace(one, number=prefix + one.number[size:].upper()) for one in records if one.number[:size].upper() == plain
    )


def by_number(records: Iterable[SystemRecord], numbers: Sequence[str]) -> dict[str, list[SystemRecord]]:
    """The records under each of our numbers, in whatever letters the CRM spells it."""
    ours = {number.upper(): number for number in numbers}
    held: dict[str, list[SystemRecord]] = {}
    for one in records:
        number = ours.get(one.number.upper())
        if number is not None:
            held.setdefault(number, []).append(replace(one, number=number))
    return held


def holds(target: Target, numbers: Sequence[str]) -> frozenset[str]:
    """Those of the numbers that are there, once or more often; raises ``NotRead``."""
    try:
        return frozenset(target.read_all(numbers))
    except HeldTwice:
        return frozenset(number for number in numbers if _is_there(target, number))


def _is_there(target: Target, number: str) -> bool:
    try:
        return target.read(number) is not None
    except HeldTwice:
        return True


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a target: whether it is marked test, the prefixes of drills, seconds for one call, all of it."""

    test: bool
    drill_prefixes: Sequence[str]
    deadline_s: float = 10.0


def _ready(plan: BackEntry, rules: Rules) -> tuple[str, ...]:  # noqa: ARG001 - the shape of every look
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of target: its name, what it needs (JSON Schema), what is wrong with one, and how to make it.

    ``ready`` says what is missing on this machine, before a run begins: a package, a way to log in.
    """

    name: str
    schema: JsonObject
    check: Callable[[BackEntry], tuple[str, ...]]
    make: Callable[[BackEntry, Rules], Target]
    ready: Callable[[BackEntry, Rules], tuple[str, ...]] = _ready


def keep_drills_out(number: str, rules: Rules, where: str) -> None:
    """Refuse a drill's number to a target that is not marked test."""
    drill = any(number.upper().startswith(prefix.upper()) for prefix in rules.drill_prefixes)
    if drill and not rules.test:
        raise Refused(
            f"{number} is a drill's number, and {where} is not marked test",
            hint="Practice orders go to stand-ins or to an environment with test: true.",
        )
