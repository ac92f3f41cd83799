"""People by id; names and numbers live in a file of their own that git does not track."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be asked; every other file holds the id only."""

    id: str
    name: str
    team: str | None = None
    phone: str | None = None
    email: str | None = None
    deputy: str | None = None
    site: str | None = None
    """Where they work: blanks and packs that they hold lie there."""


@dataclass(frozen=True, slots=True)
class People:
    """The content of ``people.yaml``."""

    format: str
    id: str
    title: str
    people: tuple[Person, ...] = ()

    def site(self, id: str) -> str:
        """Where somebody works; empty when nobody said."""
        return next((person.site or "" for person in self.people if person.id == id), "")

    def name(self, id: str) -> str:
        """The name that goes with an id; the id itself when nobody is known by it."""
        return next((person.name for person in self.people if person.id == id), id)
