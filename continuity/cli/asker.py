"""Who asks at a command line."""

from __future__ import annotations

import getpass

from continuity.events import Actor, Known
from continuity.run.commands import Who

__all__ = ["asker"]


def asker(person: str | None) -> Who:
    """The person named, else the login name: stated, and not proven."""
    return Who(Actor(person or getpass.getuser(), Known.STATED))
