"""The switch modes of the CRM: what users of a hosted CRM meet on a bad day, at HTTP level."""

from __future__ import annotations

from collections.abc import Callable

from continuity.clock import Clock
from continuity.standins.crm.calls import invalid_session
from continuity.standins.crm.problems import crm_problem
from continuity.standins.switch.settings import Amount, Choice
from continuity.standins.switch.switch import Mode, Turn
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_html, as_json

__all__ = ["crm_modes"]

_BODY = Choice("body", ("json", "html"))
_SHARE = Amount("share", 0, 100, 100)
_DELAY = Amount("delay_ms", 0, 60_000, 3_000)
_TOKEN_PATH = "/services/oauth2/token"


def crm_modes(clock: Clock, freeze_search: Callable[[], None]) -> tuple[Mode, ...]:
    """Every mode but ``ok``; ``freeze_search`` is called when the search is to stand still."""
    return (
        Mode("unavailable", _unavailable, (_BODY, _SHARE)),
        Mode("maintenance", _maintenance),
        Mode("unauthorized", _unauthorized),
        Mode("read-only", _read_only),
        Mode("stale-search", enter=freeze_search),
        Mode("slow", _slow(clock), (_DELAY,)),
    )


def _unavailable(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    share = _SHARE.of(turn.settings)
    # Spread evenly, by counting: of every hundred requests exactly `share` fail, the same ones each time.
    if turn.number * share // 100 == (turn.number - 1) * share // 100:
        return None
    if _BODY.of(turn.settings) == "html":
        return as_html(503, "503 Service Unavailable", "No server is available to handle this request.")
    return _refusal(HttpProblem(503, "SERVER_UNAVAILABLE", "The server is unavailable, please try again later."))


def _maintenance(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    return as_html(200, "Down for maintenance", "We will be back soon. Thank you for your patience.")


def _unauthorized(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    if request.path == _TOKEN_PATH:
        return as_json(400, {"error": "invalid_grant", "error_description": "expired access/refresh token"})
    return _refusal(invalid_session())


def _read_only(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    if request.method == "GET" or request.path == _TOKEN_PATH:
        return None
    # No public source confirms the HTTP status of this one; 400 is what other write errors carry.
    code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
    return _refusal(HttpProblem(400, code, "Read-only for maintenance. Try again when maintenance is complete."))


def _slow(clock: Clock) -> Callable[[Turn, Request], Answer | None]:
    def act(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
        clock.sleep(_DELAY.of(turn.settings) / 1000)
        return None

    return act


def _refusal(problem: HttpProblem) -> Answer:
    return as_json(problem.status, crm_problem(problem))
