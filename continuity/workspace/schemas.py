"""The schemas of all kinds of file: quick answers first, sentences only where something is wrong."""

from __future__ import annotations

import json
from typing import cast

from continuity.structure import JsonObject
from continuity.workspace.accept import Accepts, accepts
from continuity.workspace.document import Document
from continuity.workspace.findings import Finding
from continuity.workspace.shipped import schema_file

__all__ = ["Schemas"]


class Schemas:
    """Each schema is read and made ready once, when a file of its kind comes."""

    def __init__(self) -> None:
        self._schemas: dict[str, JsonObject] = {}
        self._accepts: dict[str, Accepts] = {}

    def schema(self, kind: str) -> JsonObject:
        """The JSON Schema of a kind of file."""
        if kind not in self._schemas:
            self._schemas[kind] = cast(JsonObject, json.loads(schema_file(kind).read_text("utf-8")))
        return self._schemas[kind]

    def findings(self, kind: str, document: Document) -> list[Finding]:
        """What does not fit; empty when all does."""
        if kind not in self._accepts:
            self._accepts[kind] = accepts(self.schema(kind))
        if self._accepts[kind](document.value):
            return []
        # jsonschema takes a fifth of a second to load, and only a faulty file needs its words.
        from continuity.workspace.complaints import complaints

        return complaints(self.schema(kind), document)
