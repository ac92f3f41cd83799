"""What every data call of the CRM goes through: the quota, a token, a known version."""

from __future__ import annotations

import re
from dataclasses import replace

from continuity.clock import Clock
from continuity.standins.crm.problems import crm_problem
from continuity.standins.crm.quota import Quota
from continuity.standins.crm.sessions import Sessions
from continuity.standins.service import Handler, Route, route
from continuity.standins.switch.settings import Settings
from continuity.standins.switch.switch import Switch
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_json

__all__ = ["Calls", "data_route", "quota_gone"]

_VERSION = re.compile(r"v\d{1,3}\.0")


class Calls:
    """Guards data routes; a narrower quota holds while the switch says so."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock
        self._quota = Quota(clock)
        self._narrow = self._quota
        self._switch: Switch | None = None

    def obey(self, switch: Switch) -> None:
        """From now on, follow this switch."""
        self._switch = switch

    def narrow(self, settings: Settings) -> None:
        """Begin a narrower quota: ``calls`` in every ``window_s``."""
        window = int(settings.get("window_s", 86_400)) * 1_000
        self._narrow = Quota(self._clock, int(settings.get("calls", 0)), window)

    @property
    def quota(self) -> Quota:
        """The one that holds now."""
        return self._narrow if self._mode() == "quota" else self._quota

    def guarded(self, inner: Route) -> Route:
        """The same route behind quota, token and version; its answers carry ``Sforce-Limit-Info``."""

        def answer(request: Request) -> Answer:
            quota = self.quota
            answered = self._answer(inner.handler, request) if quota.take() else _refusal(quota_gone("TotalRequests"))
            usage = {"Sforce-Limit-Info": f"api-usage={quota.used}/{quota.limit}"}
            return replace(answered, headers={**answered.headers, **usage})

        return replace(inner, handler=answer)

    def _answer(self, handler: Handler, request: Request) -> Answer:
        try:
            self._sessions.check(request.headers.get("authorization", ""), self._mode() == "token-revoked")
            if not _VERSION.fullmatch(request.parts["version"]):
                raise HttpProblem(404, "NOT_FOUND", "The requested resource does not exist")
            return handler(request)
        except HttpProblem as problem:
            return _refusal(problem)

    def _mode(self) -> str:
        return self._switch.state().mode if self._switch else "ok"


def data_route(method: str, path: str, handler: Handler) -> Route:
    """A route under ``/services/data/vNN.0``."""
    return route(method, f"/services/data/{{version}}/{path}", handler)


def quota_gone(what: str) -> HttpProblem:
    """The 403 of a limit that is reached; ``what`` is TotalRequests or ConcurrentRequests."""
    return HttpProblem(403, "REQUEST_LIMIT_EXCEEDED", f"{what} Limit exceeded.")


def _refusal(problem: HttpProblem) -> Answer:
    return as_json(problem.status, crm_problem(problem))
