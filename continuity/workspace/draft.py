"""Everything that was read, before it is known to hold together: what the rules look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from continuity.plan import Drill, Organisation, People, Programme, Runbook, Scenario
from continuity.workspace.document import Document
from continuity.workspace.findings import Finding, Severity, near, one_of
from continuity.workspace.lists import ListRead

__all__ = ["Draft", "Kinds", "Written"]

T = TypeVar("T")

Kinds = Mapping[str, Callable[[Mapping[str, object]], list[str]]]
"""Kind of fault -> a check of its params, which answers with what is wrong."""

_HOMES = {
    "team": "write one under teams: in continuity.yaml.",
    "process": "write one under processes: in continuity.yaml.",
    "point": "continuity new point NAME writes one.",
    "environment": "write one under environments: in continuity.yaml.",
    "server": "write one under servers: in continuity.yaml.",
    "receiver": "write one under receivers: of the environment.",
    "stand-in": "write stand_ins: in the environment.",
    "person": "write one in people.yaml.",
    "runbook": "continuity new runbook NAME writes one.",
    "drill": "continuity new drill NAME writes one.",
    "scenario": "write one in drills/scenarios/.",
    "objective": "write one under objectives: of the drill.",
    "role": "write one under roles: of the runbook.",
    "form": "write one under forms: of a runbook.",
    "form field": "write one under fields: of a form.",
    "credit list": "write one of kind: credit under lists: in continuity.yaml.",
    "money field": "write a field of type: money.",
}
"""Where the first one of its kind is written."""


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A value, and the file in which it stands."""

    value: T
    document: Document

    def error(self, at: str, code: str, message: str, hint: str = "", *, key: bool = False) -> Finding:
        """An error at a JSON pointer; ``key`` points at the word before the colon."""
        return self._finding(Severity.ERROR, at, code, message, hint, key)

    def warning(self, at: str, code: str, message: str, hint: str = "", *, key: bool = False) -> Finding:
        """Advice at a JSON pointer."""
        return self._finding(Severity.WARNING, at, code, message, hint, key)

    def unknown(
        self, at: str, what: str, word: str | None, known: Collection[str], *, key: bool = False
    ) -> Iterator[Finding]:
        """An error when ``word`` is none of the known ones; nothing when there is no word."""
        if word is not None and word not in known:
            code = f"ref-unknown-{what.replace(' ', '-')}"
            hint = one_of(known) or f"There is none yet; {_HOMES.get(what, 'write one first.')}"
            yield self.error(at, code, f"there is no {what} {word!r}{near(word, known)}", hint, key=key)

    def _finding(self, severity: Severity, at: str, code: str, message: str, hint: str, key: bool) -> Finding:
        line, column = self.document.key_spot(at) if key else self.document.spot(at)
        return Finding(self.document.file, line, column, code, message, hint, severity)


@dataclass(frozen=True, slots=True)
class Draft:
    """Files whose shape is right, by id; ``ids`` also knows the files whose shape is not."""

    root: Path
    organisation: Written[Organisation] | None = None
    people: Written[People] | None = None
    programme: Written[Programme] | None = None
    runbooks: Mapping[str, Written[Runbook]] = field(default_factory=dict)
    drills: Mapping[str, Written[Drill]] = field(default_factory=dict)
    scenarios: Mapping[str, Written[Scenario]] = field(default_factory=dict)
    documents: tuple[tuple[str, Document], ...] = ()
    """Kind and document of every file that could be read."""
    names: tuple[tuple[str, str], ...] = ()
    """Kind and path of every file, also of those that could not be read."""
    kinds: Kinds | None = None
    lists: Mapping[str, ListRead] = field(default_factory=dict)
    now: int | None = None
    """Milliseconds UTC; none where nothing is to be said of age."""

    def ids(self, kind: str) -> set[str]:
        """Ids and file names of a kind, so that what is wrong inside one file is not told again in the others."""
        values = (document.value for of, document in self.documents if of == kind)
        ids = [value.get("id") for value in values if isinstance(value, dict)]
        stems = {PurePosixPath(path).stem for of, path in self.names if of == kind}
        return stems | {id for id in ids if isinstance(id, str)}

    def plain_runbooks(self) -> dict[str, Runbook]:
        """The runbooks as values."""
        return {id: written.value for id, written in self.runbooks.items()}
