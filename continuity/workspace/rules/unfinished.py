"""Names in files whose shape does not hold yet, so that mending one slip does not bring up the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from continuity.structure import Json, JsonObject
from continuity.workspace.document import Document, pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

_IN_STEPS = {"role": "role", "follow": "runbook"}
_HEADS = {
    "runbook": {"owner": "team", "process": "process"},
    "drill": {"environment": "environment", "runbook": "runbook", "scenario": "scenario"},
    "programme": {"owner": "team"},
}
_ENTRIES = {
    "organisation": {"processes": {"owner": "team"}, "points": {"owner": "team", "process": "process"}},
    "drill": {"objectives": {"process": "process"}},
    "programme": {"claims": {"process": "process", "drill": "drill"}},
}


def rule(draft: Draft) -> Iterator[Finding]:
    """Only what can be told without the rest of the file; a file whose shape holds is judged by the other rules."""
    whole = {it.document.file for it in _held(draft)}
    for kind, document in draft.documents:
        if document.file not in whole and isinstance(document.value, dict):
            yield from _file(kind, document, document.value, _known(draft, document.value))


def _held(draft: Draft) -> Iterator[Written[object]]:
    for one in (draft.organisation, draft.people, draft.programme):
        if one is not None:
            yield Written(one.value, one.document)
    for many in (draft.runbooks, draft.drills, draft.scenarios):
        for written in many.values():
            yield Written(written.value, written.document)


def _known(draft: Draft, value: JsonObject) -> Mapping[str, Collection[str]]:
    """Kind of name -> the names that there are; a kind whose home cannot be read is left out."""
    known: dict[str, Collection[str]] = {kind: draft.ids(kind) for kind in ("runbook", "drill", "scenario")}
    home = next((it.value for kind, it in draft.documents if kind == "organisation"), None)
    if isinstance(home, dict):
        for what, name in (("team", "teams"), ("process", "processes"), ("environment", "environments")):
            ids = _ids(home.get(name))
            if ids is not None:
                known[what] = ids
    roles = value.get("roles")
    if isinstance(roles, dict):
        known["role"] = set(roles)
    return known


def _ids(entries: Json) -> set[str] | None:
    """The ids of a list; none when one of them cannot be read, since it could be the one that is meant."""
    if not isinstance(entries, list):
        return None
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries]
    return {id for id in ids if isinstance(id, str)} if all(isinstance(id, str) for id in ids) else None


def _file(kind: str, document: Document, value: JsonObject, known: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    yield from _names(document, value, "", _HEADS.get(kind, {}), known)
    for name, words in _ENTRIES.get(kind, {}).items():
        entries = value.get(name)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield from _names(document, entry, pointer(name, number), words, known)
    if kind == "runbook":
        yield from _blocks(document, value.get("steps"), "/steps", known)


def _blocks(document: Document, value: Json, at: str, known: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Every block, however deep; what is no block has none of the words."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _blocks(document, item, at + pointer(number), known)
    elif isinstance(value, dict):
        yield from _names(document, value, at, _IN_STEPS, known)
        for name in ("steps", "lanes", "cases"):
            inner = value.get(name)
            lists = inner.items() if isinstance(inner, dict) else [("", inner)]
            for key, blocks in lists:
                below = at + (pointer(name, key) if key else pointer(name))
                yield from _blocks(document, blocks if isinstance(blocks, list) else None, below, known)


def _names(
    document: Document, value: Json, at: str, words: Mapping[str, str], known: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    for key, what in words.items():
        word = value.get(key) if isinstance(value, dict) else None
        if isinstance(word, str) and what in known:
            yield from Written(word, document).unknown(at + pointer(key), what, word, known[what])
