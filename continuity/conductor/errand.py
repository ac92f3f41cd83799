"""One thing that a run asks of another system: done off the main loop, told on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from continuity.events import Body

__all__ = ["Errand", "Free", "Results", "Work"]

Results = Callable[[], list[Body]]
"""Called on the main loop: the events that came of it."""
Work = Callable[[], Results]
"""Called in a thread of its own: it may wait for others, and touches no state of the run."""

Free = Callable[[str], bool]
"""Whether an errand of that name could go off now; what could not need not be prepared at each beat."""


@dataclass(frozen=True, slots=True)
class Errand:
    """At most one of a ``name`` is under way."""

    name: str
    work: Work
