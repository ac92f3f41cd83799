"""What a stand-in is asked and what it answers, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from continuity.errors import ContinuityError

__all__ = ["Answer", "HttpProblem", "Json", "Request", "as_html", "as_json", "nothing", "parse_json"]

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class HttpProblem(ContinuityError):
    """A request that cannot be served: the HTTP status, a code for programs, the fields it is about."""

    def __init__(
        self, status: int, code: str, message: str, fields: Sequence[str] = (), hint: str | None = None
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.code = code
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read whole; ``parts`` are what the route's pattern caught, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    parts: Mapping[str, str] = field(default_factory=dict)
    scheme: str = "http"

    def document(self) -> Mapping[str, Json]:
        """The body as a JSON object; a 400 says what it is instead."""
        found = parse_json(self.body)
        if not isinstance(found, dict):
            raise HttpProblem(400, "JSON_PARSER_ERROR", "The body is not a JSON object.")
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    body: bytes = b""
    media: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(status: int, body: Json) -> Answer:
    """Answer with a JSON document."""
    return Answer(status, json.dumps(body, ensure_ascii=False).encode())


def as_html(status: int, title: str, text: str) -> Answer:
    """Answer with a small web page, as gateways and maintenance screens do."""
    head = f"<!doctype html>\n<html lang=en><head><title>{title}</title></head>"
    page = f"{head}\n<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    return Answer(status, page.encode(), "text/html; charset=utf-8")


def nothing() -> Answer:
    """Answer 204: done, nothing to show."""
    return Answer(204)


def parse_json(raw: bytes | str) -> Json:
    """Read JSON (RFC 8259, so no NaN); a 400 says where it breaks."""
    try:
        found: Json = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise HttpProblem(400, "JSON_PARSER_ERROR", f"The body is not JSON: {problem}") from None
    return found


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not a JSON number")
