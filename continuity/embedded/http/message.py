"""Requests and answers as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.embedded.http.target import Target
from continuity.embedded.json_write import Out, write_json
from continuity.embedded.problem import ApiProblem

__all__ = ["Answer", "Request", "json_answer", "problem_answer", "text_answer"]

_AS_IT_SAYS = {"X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``headers`` has the first value of each, by its name in lower case; ``old`` says: HTTP/1.0."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes
    keep_open: bool
    old: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; its length is sent by whoever writes it."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: Out) -> Answer:
    """Answer with JSON, without a line end, as Toxiproxy does."""
    return Answer(status, write_json(value), {"Content-Type": "application/json"})


def problem_answer(problem: ApiProblem) -> Answer:
    """Answer with what is wrong; unlike the original, say that the body is JSON."""
    body = write_json({"error": problem.message, "status": problem.status})
    return Answer(problem.status, body + b"\n", {"Content-Type": "application/json", **_AS_IT_SAYS})


def text_answer(status: int, text: str) -> Answer:
    """Answer with a line of text."""
    headers = {"Content-Type": "text/plain; charset=utf-8", **_AS_IT_SAYS}
    return Answer(status, f"{text}\n".encode(), headers)
