"""Reads one YAML file strictly: a document with the place of every value, and what was wrong with it.

PyYAML's event stream, through libyaml where there is one; see ``builder`` for what is refused.
Whatever the bytes are, the answer is a value: reading never raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.events import DocumentEndEvent, DocumentStartEvent, Event, StreamEndEvent, StreamStartEvent

from continuity.structure import Json
from continuity.workspace.builder import DEEPEST, Builder, TooMuch, spot_of
from continuity.workspace.document import Document, Spot
from continuity.workspace.findings import Finding
from continuity.workspace.source import Unreadable, read_bytes, read_text

__all__ = ["FAST", "PURE", "Loader", "read_document", "read_file"]

Loader = type[yaml.BaseLoader] | type["yaml.CBaseLoader"]
PURE: Loader = yaml.BaseLoader
FAST: Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml's parser where PyYAML was built with it, eight times as quick."""

MOST_FINDINGS = 100

_PLAIN_WORDS = (
    ("found a tab", "a tab stands where spaces belong", "Indent with spaces."),
    (
        "that cannot start any token",
        "a tab or a special sign stands where a word should begin",
        "Indent with spaces; put text that begins with a sign in quotes.",
    ),
    (
        "mapping values are not allowed",
        "a colon stands where none can be: in text, or on a line with the wrong indent",
        'Put the text in quotes: title: "Down: take orders".',
    ),
    (
        "could not find expected ':'",
        "a word without a colon, or a line that is not indented",
        "Write word: value, and indent text that goes on.",
    ),
    ("while scanning a quoted scalar", "a quotation mark is opened and never closed", "Close the quotation mark."),
    (
        "block end",
        "this line is not indented like the lines around it",
        "Give lines that belong together the same indent.",
    ),
    (
        "expected ',' or",
        "a list or mapping in brackets is not closed, or a comma is missing",
        "Look at the brackets and commas in this place.",
    ),
)


class _Findings:
    """Collects what is wrong in one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.all: list[Finding] = []

    def __call__(self, spot: Spot, code: str, message: str, hint: str = "") -> None:
        self.all.append(Finding(self._file, spot[0], spot[1], code, message, hint))
        if len(self.all) >= MOST_FINDINGS:
            raise TooMuch(
                spot,
                f"more than {MOST_FINDINGS} problems in one file",
                "file-too-many-problems",
                "Mend those above first.",
            )


def read_file(path: Path, file: str, loader: Loader = FAST) -> tuple[Document | None, list[Finding]]:
    """Read ``path``, called ``file`` in findings; without a document when nothing of it can be used."""
    try:
        data = read_bytes(path)
    except Unreadable as error:
        return None, [Finding(file, *error.spot, error.code, str(error), error.hint)]
    return read_document(data, file, loader)


def read_document(data: bytes, file: str, loader: Loader = FAST) -> tuple[Document | None, list[Finding]]:
    """Read bytes; the document is there even when parts of it were refused, so that all can be told at once."""
    findings = _Findings(file)
    try:
        events = _events(read_text(data), loader)
        builder = Builder(events, findings)
        value = _one_document(events, builder)
        return Document(file, value, hashlib.sha256(data).hexdigest(), builder.values, builder.keys), findings.all
    except Unreadable as error:
        return None, [Finding(file, *error.spot, error.code, str(error), error.hint)]
    except TooMuch as error:
        return None, [*findings.all, Finding(file, *error.spot, error.code, str(error), error.hint)]
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML's own parser lets a ValueError through for "\\UFFFFFFFF".
        return None, [*findings.all, _not_yaml(file, error)]


def _events(text: str, loader: Loader) -> Iterator[Event]:
    events: Iterator[Event] = yaml.parse(text, loader)
    return events


def _one_document(events: Iterator[Event], builder: Builder) -> Json:
    value: Json = None
    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise TooMuch(
                    spot_of(event),
                    "a second document begins here (---)",
                    "yaml-second-document",
                    "Put it in a file of its own.",
                )
        elif not isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
            value = builder.build(event)
    if documents == 0:
        raise Unreadable("file-empty", "this file is empty", "Begin with format:, id: and title:.")
    return value


def _not_yaml(file: str, error: Exception) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = " ".join(str(part) for part in (getattr(error, "context", None), getattr(error, "problem", None)) if part)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "maximum nesting depth" in said:  # libyaml reads ahead, and gives up before the builder does
        words = f"more than {DEEPEST} levels of lists and mappings in one another"
        return Finding(file, line, column, "yaml-too-much", words, "Split the file.")
    for words, message, hint in _PLAIN_WORDS:
        if words in said:
            return Finding(file, line, column, "yaml-syntax", message, hint)
    return Finding(
        file,
        line,
        column,
        "yaml-syntax",
        f"this cannot be read as YAML: {said or 'unknown reason'}",
        "Look at indents, colons and quotes near this place.",
    )
