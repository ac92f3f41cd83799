"""Whom to call: contacts, the call tree, and who has which role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from continuity.pack.document import Call, Contact
from continuity.plan import Organisation, People, Person

__all__ = ["Reach", "call_tree", "contacts"]

_UNBROKEN = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Reach:
    """People by id, with what is needed to call them."""

    people: Mapping[str, Person]

    def contact(self, id: str, teams: Mapping[str, str]) -> Contact:
        """A person and the deputy; ``teams`` gives titles."""
        person = self.people.get(id) or Person(id, id)
        deputy = self.people.get(person.deputy or "")
        team = teams.get(person.team or "", person.team or "")
        return Contact(
            id, person.name, team, person.phone or "", deputy.name if deputy else "", (deputy and deputy.phone) or ""
        )

    def spoken(self, id: str) -> str:
        """``Inès Moreau, +33 1 99 00 10 01``, in which no line breaks the number."""
        person = self.people.get(id) or Person(id, id)
        return f"{person.name}, {person.phone.replace(' ', _UNBROKEN)}" if person.phone else person.name


def contacts(people: People, organisation: Organisation) -> tuple[Contact, ...]:
    """Everybody, by team in the order of the organisation."""
    reach, teams = _reach(people), {team.id: team.title for team in organisation.teams}
    order = list(teams)
    known = sorted(people.people, key=lambda one: order.index(one.team) if one.team in order else len(order))
    return tuple(reach.contact(person.id, teams) for person in known)


def call_tree(people: People, organisation: Organisation, lead_title: str, lead: str | None) -> tuple[Call, ...]:
    """The lead calls the first of each team, who calls the rest of it: nobody makes more than a handful of calls."""
    return tuple(_calls(people, organisation, lead_title, lead))


def _calls(people: People, organisation: Organisation, lead_title: str, lead: str | None) -> Iterator[Call]:
    reach = _reach(people)
    later: list[Call] = []
    for team in organisation.teams:
        members = [one for one in people.people if one.team == team.id]
        if not members:
            continue
        first = next((one for one in members if one.id == lead), members[0])
        rest = [one for one in members if one is not first]
        if first.id != lead:
            yield _call(lead_title, first, rest, reach, "send somebody there")
        told = "send somebody there" if first.id == lead else "tell whoever called you"
        later += [_call(first.name, one, [], reach, told) for one in rest]
    yield from later


def _call(caller: str, whom: Person, rest: list[Person], reach: Reach, nobody: str) -> Call:
    other = whom.deputy or (rest[0].id if rest else "")
    return Call(caller, whom.name, whom.phone or "", reach.spoken(other) if other and other != whom.id else nobody)


def _reach(people: People) -> Reach:
    return Reach({person.id: person for person in people.people})
