"""Who sits at this terminal: one person with a role or a duty, or whoever stands around a shared one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from continuity.events import Actor, Known
from continuity.run.commands import Who
from continuity.run.state import RunState

__all__ = ["OwnSeat", "Seat", "SharedSeat"]


class Seat(Protocol):
    """What a walk needs to know of a terminal."""

    @property
    def duty(self) -> str | None:
        """The duty that was taken up here."""

    def roles(self, run: RunState) -> frozenset[str]:
        """Roles whose steps are shown here now."""

    def who(self, run: RunState, role: str | None) -> Who:
        """Who acts here in a role, or beside every role."""


@dataclass(frozen=True, slots=True)
class SharedSeat:
    """One terminal for every role that nobody plays elsewhere; whoever holds the role types."""

    mine: Collection[str]
    duty: str | None = None

    def roles(self, run: RunState) -> frozenset[str]:
        """Those of its own, without those whose people have joined from terminals of their own."""
        seated = {person for person, seat in run.party.seats.items() if seat.role is not None}
        return frozenset(role for role in self.mine if not (people := set(run.party.acting(role))) or people - seated)

    def who(self, run: RunState, role: str | None) -> Who:
        """The first holder who is there and has not joined elsewhere; without a role, who has command."""
        if role is None:
            return Who(Actor(next(iter(run.party.leads()), "nobody"), Known.STATED))
        acting = run.party.acting(role)
        free = [person for person in acting if person not in run.party.seats]
        return Who(Actor(next(iter([*free, *acting]), role), Known.STATED), role)


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """One person at a terminal of their own, in a role or with a duty."""

    person: str
    role: str | None = None
    duty: str | None = None

    def roles(self, run: RunState) -> frozenset[str]:
        """The roles in which this person acts now: their own, and those of people who are away.

        What the program plays from the start stays with it, unless the seat was taken for that role.
        """
        if self.role is None:
            return frozenset()
        played = set(run.opened.auto if run.opened else ()) - {self.role}
        return frozenset(role for role in run.plan.names if self.person in run.party.acting(role)) - played

    def who(self, run: RunState, role: str | None) -> Who:
        """The person; with the duty when one was taken up."""
        return Who(Actor(self.person, Known.STATED), role or self.role, self.duty)
