"""Who is in a run and holds what, as hand-overs, absences and arrivals have left it.

A role is held by those whom the plan names, until somebody takes it over. Whoever is away holds it still and cannot
act: the role's backup acts, and when nobody of those is there either, the personal deputies of those who are away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from continuity.plan import FrozenPlan

__all__ = ["Offer", "Party", "Seat", "Standing"]

Standing = Literal["holder", "backup", "deputy", "nobody"]
"""How a person stands to a role: it is theirs, they hold its backup, they stand in for somebody, or none of these."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place at a terminal, since a real time."""

    role: str | None
    duty: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A role (or command, without one) that somebody offers somebody; ``seq`` is the event that said so."""

    role: str | None
    from_: str
    to: str
    at: int
    seq: int


@dataclass(slots=True)
class Party:
    """Folded from events about people; everything else asks ``rights``."""

    plan: FrozenPlan | None = None
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who holds a role now, where it has changed hands."""
    past: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who held it before that."""
    command: str | None = None
    """Who took command over; none while the plan says who has it."""
    announced: bool = True
    """Whether everybody was told who has command now."""
    offers: dict[str | None, Offer] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    away: dict[str, int] = field(default_factory=dict)
    """Who cannot act, since when (real milliseconds)."""
    channels_away: dict[str, int] = field(default_factory=dict)

    def own(self, role: str) -> tuple[str, ...]:
        """Who holds a role, whether they are there or not."""
        return self.taken.get(role) or self._plan.drill.people.get(role, ())

    def hand_over(self, role: str, from_: str, to: str) -> None:
        """Somebody holds the role in another's place from now on."""
        own = self.own(role)
        self.past[role] = tuple(dict.fromkeys([*self.past.get(role, ()), from_]))
        self.taken[role] = tuple(dict.fromkeys(to if person == from_ else person for person in own)) or (to,)

    def ever_held(self, role: str) -> tuple[str, ...]:
        """Everybody who holds the role, or held it at some time of the run."""
        return tuple(dict.fromkeys([*self.own(role), *self.past.get(role, ())]))

    def players(self) -> tuple[str, ...]:
        """Everybody who holds or held a role at some time of the run."""
        roles = dict.fromkeys([*self._plan.drill.people, *self.taken, *self.past])
        return tuple(dict.fromkeys(person for role in roles for person in self.ever_held(role)))

    def acting(self, role: str) -> tuple[str, ...]:
        """Who acts in a role now: its holders who are there, else its backup, else their deputies; empty is loud."""
        for group in (self.own(role), self._backups(role), self._deputies(role)):
            there = self._there(group)
            if there:
                return there
        return ()

    def may_act(self, role: str) -> tuple[str, ...]:
        """Who may act in a role: whoever acts, and the holders of its backup beside them."""
        return tuple(dict.fromkeys([*self.acting(role), *self._there(self._backups(role))]))

    def standing(self, role: str, person: str) -> tuple[Standing, tuple[str, ...]]:
        """How somebody stands to a role now; with the backup roles that they hold, or those whose deputy they are."""
        if person in self.own(role):
            return "holder", ()
        backups = self._backup_roles(role)
        held = tuple(name for name in backups if person in self.own(name))
        if held:
            return "backup", held
        principals = (*self.own(role), *self._backups(role))
        for_ = tuple(dict.fromkeys(one for one in principals if self._plan.deputies.get(one) == person))
        return ("deputy", for_) if for_ else ("nobody", ())

    def leads(self) -> tuple[str, ...]:
        """Who has command: whoever took it over, else the duty, else the roles that may activate the runbook."""
        if self.command is not None and self.command not in self.away:
            return (self.command,)
        duty = self._plan.drill.duties.get("lead", ())
        if duty:
            deputies = (*self._plan.drill.duties.get("deputy", ()), *self._deputies_of(duty))
            return self._there(duty) or self._there(deputies)
        roles = self._plan.runbook.activation.authority
        return tuple(dict.fromkeys(person for role in roles for person in self.acting(role)))

    def duty(self, name: str) -> tuple[str, ...]:
        """Who holds a duty by the plan."""
        return self._plan.drill.duties.get(name, ())

    def everybody(self) -> tuple[str, ...]:
        """Everybody with a part in the run."""
        drill = self._plan.drill
        planned = (person for group in (drill.people, drill.duties) for people in group.values() for person in people)
        took = (person for holders in self.taken.values() for person in holders)
        return tuple(dict.fromkeys([*planned, *took, *([self.command] if self.command else [])]))

    def unheld(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Those of the roles in which nobody can act now."""
        return tuple(role for role in dict.fromkeys(roles) if not self.acting(role))

    @property
    def _plan(self) -> FrozenPlan:
        if self.plan is None:
            raise ValueError("the run has no frozen plan yet")
        return self.plan

    def _there(self, people: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person for person in people if person not in self.away))

    def _backups(self, role: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person for name in self._backup_roles(role) for person in self.own(name)))

    def _backup_roles(self, role: str) -> tuple[str, ...]:
        names = (r.roles[role].backup for r in self._plan.runbooks.values() if role in r.roles)
        return tuple(dict.fromkeys(name for name in names if name))

    def _deputies(self, role: str) -> tuple[str, ...]:
        return self._deputies_of((*self.own(role), *self._backups(role)))

    def _deputies_of(self, people: Iterable[str]) -> tuple[str, ...]:
        named = self._plan.deputies
        return tuple(dict.fromkeys(named[person] for person in people if person in named))
