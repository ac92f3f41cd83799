"""Who asks at a command line."""

from __future__ import annotations

from collections.abc import Collection

from continuity.cli.login import login_name
from continuity.errors import UsageProblem
from continuity.events import Actor, Known
from continuity.run.commands import Who
from continuity.workspace.findings import near, one_of

__all__ = ["asker", "known_asker", "require_somebody"]


def asker(person: str | None) -> Who:
    """The person named, else the login name: stated, and not proven."""
    return Who(Actor(person or login_name(), Known.STATED))


def known_asker(person: str | None, people: Collection[str]) -> Who:
    """The same, where everybody is known: ``UsageProblem`` for a name that is nobody's."""
    if people:
        require_somebody(person, people)
    return asker(person)


def require_somebody(person: str | None, people: Collection[str]) -> None:
    """Raise ``UsageProblem`` for a person who is named and is not among the people of the workspace."""
    if person and person not in people:
        raise UsageProblem(f"nobody is called {person!r}{near(person, people)}", one_of(people))
