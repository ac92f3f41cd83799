"""Ids: one file, one id, one thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from continuity.structure import Json
from continuity.workspace.document import Document
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

_BY_FILE = ("runbook", "drill", "scenario")
_LISTS = {
    "organisation": ("teams", "processes", "points", "environments", "servers"),
    "people": ("people",),
    "drill": ("objectives", "injects"),
    "scenario": ("phases",),
    "programme": ("claims",),
}


def rule(draft: Draft) -> Iterator[Finding]:
    """Ids that stand twice, and ids that differ from the file's name."""
    seen: dict[tuple[str, str], str] = {}
    for kind, document in draft.documents:
        if isinstance(document.value, dict):
            if kind in _BY_FILE:
                yield from _file(kind, document, document.value.get("id"), seen)
            for name in _LISTS.get(kind, ()):
                yield from _list(document, name, document.value.get(name))


def _file(kind: str, document: Document, id: Json, seen: dict[tuple[str, str], str]) -> Iterator[Finding]:
    if not isinstance(id, str):
        return
    written = Written(id, document)
    stem = PurePosixPath(document.file).stem
    first = seen.setdefault((kind, id), document.file)
    if first != document.file:
        yield written.error("/id", "id-twice", f"{first} has the id {id!r} too", "Give each file an id of its own.")
    elif id != stem:
        yield written.error(
            "/id",
            "id-file-name",
            f"the id is {id!r}, and the file is called {stem!r}",
            f"Write id: {stem}, or rename the file.",
        )


def _list(document: Document, name: str, items: Json) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for number, item in enumerate(items if isinstance(items, list) else ()):
        id = item.get("id") if isinstance(item, dict) else None
        if not isinstance(id, str):
            continue
        at = f"/{name}/{number}/id"
        if id in first:
            yield Written(id, document).error(
                at,
                "id-twice",
                f"{id!r} stands twice in {name}; the other is on line {first[id]}",
                "Give it another id.",
            )
        first.setdefault(id, document.spot(at)[0])
