"""Up to 25 requests in one, the later ones using what the earlier ones gave: an order and its lines together.

Source: the vendor's documentation of Composite: ``@{reference.field}`` stands for a value of an earlier answer; with
``allOrNone`` one failure undoes them all, and the others are told ``PROCESSING_HALTED``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from continuity.standins.crm.calls import data_route
from continuity.standins.crm.problems import crm_problem
from continuity.standins.crm.records import CrmRecords
from continuity.standins.service import Route, dispatch
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json, parse_json
from continuity.standins.web.reading import read_list, read_text

__all__ = ["Composite"]

_MOST = 25
_REFERENCE = re.compile(r"@\{(\w+)((?:\.\w+|\[\d+\])*)\}")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


class Composite:
    """Carries requests out by the routes it is given; all of them are one call against the quota."""

    def __init__(self, records: CrmRecords, routes: Sequence[Route]) -> None:
        self._records = records
        self._routes = routes

    def routes(self) -> tuple[Route, ...]:
        """The one route."""
        return (data_route("POST", "composite", self._answer),)

    def _answer(self, request: Request) -> Answer:
        document = request.document()
        asked = [one for one in read_list(document, "compositeRequest") if isinstance(one, dict)]
        if not 0 < len(asked) <= _MOST:
            raise HttpProblem(400, "INVALID_INPUT", f"A composite request holds 1 to {_MOST} requests.")
        answers: list[tuple[str, int, Json]] = []
        try:
            with self._records.together():
                self._all(request, asked, answers)
                if document.get("allOrNone") is True and any(status >= 300 for _, status, _ in answers):
                    raise _Undone
        except _Undone:
            answers = [(name, *_halted(status, body)) for name, status, body in answers]
        shown: list[Json] = [
            {"body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": name}
            for name, status, body in answers
        ]
        return as_json(200, {"compositeResponse": shown})

    def _all(self, request: Request, asked: Sequence[Mapping[str, Json]], answers: list[tuple[str, int, Json]]) -> None:
        known: dict[str, Json] = {}
        for one in asked:
            name = read_text(one, "referenceId")
            status, body = self._one(request, one, known)
            if status < 300:
                known[name] = body
            answers.append((name, status, body))

    def _one(self, request: Request, one: Mapping[str, Json], known: Mapping[str, Json]) -> tuple[int, Json]:
        try:
            url = urlsplit(str(_filled(read_text(one, "url"), known)))
            inner = replace(
                request,
                method=read_text(one, "method"),
                path=url.path.rstrip("/"),
                query=dict(parse_qsl(url.query, keep_blank_values=True)),
                body=json.dumps(_filled(one.get("body"), known)).encode(),
            )
            answer = dispatch(self._routes, inner)
        except HttpProblem as problem:
            return problem.status, crm_problem(problem)
        return answer.status, parse_json(answer.body) if answer.body else None


class _Undone(Exception):
    """One failed, and all were to hold or none."""


def _halted(status: int, body: Json) -> tuple[int, Json]:
    if status >= 300:
        return status, body
    words = "The transaction was rolled back since another operation in the same transaction failed."
    return 400, crm_problem(HttpProblem(400, "PROCESSING_HALTED", words))


def _filled(value: Json, known: Mapping[str, Json]) -> Json:
    """The value with each reference replaced, as deep as it goes."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: _looked_up(match, known), value)
    if isinstance(value, Mapping):
        return {name: _filled(inner, known) for name, inner in value.items()}
    return [_filled(inner, known) for inner in value] if isinstance(value, list) else value


def _looked_up(match: re.Match[str], known: Mapping[str, Json]) -> str:
    found = known.get(match[1])
    for name, place in _STEP.findall(match[2]):
        if name:
            found = found.get(name) if isinstance(found, dict) else None
        else:
            found = found[int(place)] if isinstance(found, list) and int(place) < len(found) else None
    if found is None:
        raise HttpProblem(400, "PROCESSING_HALTED", f"Invalid reference specified. No value for {match[0]} found.")
    return str(found)
