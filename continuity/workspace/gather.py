"""Finds the files of a workspace, reads each, and makes of them what the rules can look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from continuity.plan import Answers, Drill, Organisation, People, Programme, Runbook, Scenario
from continuity.structure import Json, decode
from continuity.workspace.document import Document, pointer
from continuity.workspace.draft import Draft, Kinds, Written
from continuity.workspace.findings import Finding, Severity
from continuity.workspace.reader import FAST, Loader, read_document, read_file
from continuity.workspace.schemas import Schemas

__all__ = ["CLASSES", "EXAMPLE", "Gathered", "files", "gather", "kind_of", "read_one"]

T = TypeVar("T")

EXAMPLE = "people.example.yaml"
CLASSES: Mapping[str, type] = {
    "organisation": Organisation,
    "people": People,
    "runbook": Runbook,
    "scenario": Scenario,
    "drill": Drill,
    "programme": Programme,
    "answers": Answers,
}
_SINGLE = {"continuity.yaml": "organisation", "people.yaml": "people", "programme.yaml": "programme"}
_FOLDERS = {"runbooks": "runbook", "drills/scenarios": "scenario", "drills": "drill"}
_NO_DRAFTS: Mapping[str, bytes] = {}


@dataclass(slots=True)
class Gathered:
    """What was read: values by kind, documents, and what was wrong with each file by itself."""

    findings: list[Finding] = field(default_factory=list)
    documents: list[tuple[str, Document]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, Written[object]]] = field(default_factory=list)

    def one(self, kind: type[T]) -> Written[T] | None:
        """The only value of a kind."""
        return next((cast(Written[T], it) for _, it in self.values if isinstance(it.value, kind)), None)

    def by_id(self, kind: type[T]) -> dict[str, Written[T]]:
        """All values of a kind; the first of each id."""
        found: dict[str, Written[T]] = {}
        for _, it in self.values:
            if isinstance(it.value, kind):
                found.setdefault(getattr(it.value, "id"), cast(Written[T], it))  # noqa: B009
        return found

    def draft(self, root: Path, kinds: Kinds | None) -> Draft:
        """All of it, for the rules."""
        return Draft(
            root,
            self.one(Organisation),
            self.one(People),
            self.one(Programme),
            self.by_id(Runbook),
            self.by_id(Drill),
            self.by_id(Scenario),
            tuple(self.documents),
            tuple(self.names),
            kinds,
        )


def files(root: Path) -> Iterator[tuple[str, str]]:
    """Kind and path (from the root, with slashes) of each file that people wrote."""
    for name, kind in _SINGLE.items():
        if name == "people.yaml" and not _there(root / name):
            name = EXAMPLE
        if name == "continuity.yaml" or _there(root / name):
            yield kind, name
    for folder, kind in _FOLDERS.items():
        for path in sorted((root / folder).glob("*.yaml")):
            yield kind, path.relative_to(root).as_posix()


def _kind_of_path(name: str) -> str:
    return _SINGLE.get(name) or _FOLDERS[name.rpartition("/")[0]]


def _there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def kind_of(document: Document) -> str:
    """The kind that ``format:`` names; empty when it names none."""
    word = document.value.get("format") if isinstance(document.value, dict) else None
    kind = word.partition("/")[0] if isinstance(word, str) else ""
    return kind if kind in CLASSES else ""


def gather(root: Path, loader: Loader = FAST, drafts: Mapping[str, bytes] = _NO_DRAFTS) -> Gathered:
    """Read every file of the workspace; never raises for what is in them. ``drafts`` stand in for files."""
    found, schemas = Gathered(), Schemas()
    names = dict.fromkeys([*files(root), *((_kind_of_path(name), name) for name in drafts)])
    if any(name == "people.yaml" for name in drafts):
        names.pop(("people", EXAMPLE), None)
    for kind, name in names:
        found.names.append((kind, name))
        read = read_document(drafts[name], name, loader) if name in drafts else read_file(root / name, name, loader)
        _take(found, schemas, kind, name, read)
    found.findings.extend(_other_endings(root))
    return found


def read_one(found: Gathered, schemas: Schemas, kind: str, path: Path, name: str, loader: Loader = FAST) -> None:
    """Read one file and add it; without a kind, its ``format:`` tells."""
    _take(found, schemas, kind, name, read_file(path, name, loader))


def _take(found: Gathered, schemas: Schemas, kind: str, name: str, read: tuple[Document | None, list[Finding]]) -> None:
    """Add what was read."""
    document, findings = read
    found.findings.extend(findings)
    if document is None:
        return
    kind = kind or kind_of(document)
    if not kind:
        formats = ", ".join(f"{known}/1" for known in CLASSES)
        said = "no format that is known here is named"
        found.findings.append(Finding(name, 1, 1, "format-unknown", said, f"Begin with one of: format: {formats}."))
        return
    found.documents.append((kind, document))
    wrong = schemas.findings(kind, document)
    told = {(finding.line, finding.column) for finding in findings}
    found.findings.extend(finding for finding in wrong if (finding.line, finding.column) not in told)
    if not wrong and not findings:
        _decode(found, kind, document)


def _decode(found: Gathered, kind: str, document: Document) -> None:
    try:
        found.values.append((kind, Written(decode(CLASSES[kind], document.value), document)))
    except ValueError as error:
        # What no pattern can say, such as how many decimals a currency has.
        spot = next((document.values[at] for at, text in texts(document.value) if _means(error, text)), (1, 1))
        found.findings.append(Finding(document.file, *spot, "schema-value", str(error), _remedy(error)))


def _remedy(error: ValueError) -> str:
    if "is not an amount" in str(error):
        return "A point stands before the cents, and nothing between thousands: 6000.00."
    return "Write a value that exists."


def _means(error: ValueError, text: str) -> bool:
    return any(repr(part) in str(error) for part in (text, text.rpartition(" ")[0]) if part)


def texts(value: Json, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, with its JSON pointer."""
    if isinstance(value, str):
        yield at, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from texts(item, at + pointer(key))


def _other_endings(root: Path) -> Iterator[Finding]:
    for folder in _FOLDERS:
        for path in sorted((root / folder).glob("*.yml")):
            name = path.relative_to(root).as_posix()
            finding = Finding(name, 1, 1, "file-not-read", "files that end in .yml are not read", "Rename it to .yaml.")
            yield replace(finding, severity=Severity.WARNING)
