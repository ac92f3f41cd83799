"""What every data call of the CRM goes through: a token, a known version, and the count against the daily limit."""

from __future__ import annotations

import re
from dataclasses import replace
from threading import Lock

from continuity.standins.crm.problems import crm_problem
from continuity.standins.service import Handler, Route, route
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_json

__all__ = ["DAILY_CALLS", "Calls", "invalid_session"]

DAILY_CALLS = 100_000
_VERSION = re.compile(r"v\d{1,3}\.0")


class Calls:
    """Counts data calls since the process began."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.used = 0

    def route(self, method: str, path: str, handler: Handler) -> Route:
        """A data route under ``/services/data/vNN.0`` whose answers carry ``Sforce-Limit-Info``."""

        def answer(request: Request) -> Answer:
            used = self._count()
            try:
                answered = handler(_checked(request))
            except HttpProblem as problem:
                answered = as_json(problem.status, crm_problem(problem))
            return replace(answered, headers={"Sforce-Limit-Info": f"api-usage={used}/{DAILY_CALLS}"})

        return route(method, f"/services/data/{{version}}/{path}", answer)

    def _count(self) -> int:
        with self._lock:
            self.used += 1
            return self.used


def invalid_session() -> HttpProblem:
    """The 401 of a token that does not hold."""
    return HttpProblem(401, "INVALID_SESSION_ID", "Session expired or invalid")


def _checked(request: Request) -> Request:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise invalid_session()
    if not _VERSION.fullmatch(request.parts["version"]):
        raise HttpProblem(404, "NOT_FOUND", "The requested resource does not exist")
    return request
