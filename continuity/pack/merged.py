"""What came of a log: what was taken, what is known already, what is in conflict, and what people should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from continuity.events.copies import PackConflict
from continuity.ledger.cards import blotted
from continuity.pack.log import PackLog
from continuity.run.state import RunState

__all__ = ["Merged", "told", "unsettled"]


@dataclass(slots=True)
class Merged:
    """What became of the entries, by counter."""

    taken: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    """In the record already, or said there in the same words."""
    conflicts: list[PackConflict] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What people should know of entries that were taken."""

    def after(self, before: Merged) -> Merged:
        """The same, where what an earlier try has taken is taken, and not known already."""
        taken = before.taken + self.taken
        known = [one for one in self.known if one not in before.taken]
        return Merged(sorted(taken), known, self.conflicts, before.told + self.told)


def told(one: PackConflict) -> PackConflict:
    """The conflict as it goes into the record; what an entry says may hold anything."""
    return replace(
        one,
        about=blotted(one.about),
        pack=blotted(one.pack),
        run=blotted(one.run),
        settle=blotted(one.settle),
        number=blotted(one.number),
        person=blotted(one.person),
    )


def unsettled(merged: Merged, log: PackLog, run: RunState) -> Iterator[PackConflict]:
    """The conflicts that nobody has looked at yet."""
    return (one for one in merged.conflicts if (log.device, one.counter) not in run.pack_settled)
