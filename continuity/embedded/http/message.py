"""Requests and answers as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from continuity.embedded.json_write import Out, write_json
from continuity.embedded.problem import ApiProblem

__all__ = ["Answer", "BadRequest", "Request", "json_answer", "problem_answer", "text_answer"]


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``path`` is decoded, header names are in lower case, ``old`` says that it is HTTP/1.0."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    keep_open: bool
    old: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; its length is sent by whoever writes it. ``note`` is added to the reason of the status line."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


class BadRequest(Exception):
    """What came is not a request: it is answered in plain text, and the connection closed, as in the original."""

    def __init__(self, status: int, text: str | None = None, note: str = "") -> None:
        super().__init__(status)
        self._status, self._text, self._note = status, text, note

    def answer(self) -> Answer:
        """Say so; without a text of its own the status is the text."""
        note = f": {self._note}" if self._note else ""
        text = f"{self._status} {HTTPStatus(self._status).phrase}{note}" if self._text is None else self._text
        headers = {"Content-Type": "text/plain; charset=utf-8"} if text else {}
        return Answer(self._status, text.encode(), headers, note)


def json_answer(status: int, value: Out) -> Answer:
    """Answer with JSON, without a line end, as Toxiproxy does."""
    return Answer(status, write_json(value), {"Content-Type": "application/json"})


def problem_answer(problem: ApiProblem) -> Answer:
    """Answer with what is wrong; unlike the original, say that the body is JSON."""
    body = write_json({"error": problem.message, "status": problem.status})
    return Answer(problem.status, body + b"\n", {"Content-Type": "application/json"})


def text_answer(status: int, text: str) -> Answer:
    """Answer with a line of text."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
    return Answer(status, f"{text}\n".encode(), headers)
