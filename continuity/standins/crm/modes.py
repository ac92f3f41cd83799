"""The switch modes of the CRM: what users of a hosted CRM meet on a bad day, at HTTP level."""

from __future__ import annotations

from collections.abc import Callable

from continuity.clock import Clock
from continuity.standins.crm.calls import Calls
from continuity.standins.crm.login import is_login, refuse_login
from continuity.standins.crm.problems import crm_problem
from continuity.standins.crm.records import CrmRecords
from continuity.standins.crm.sessions import Sessions, invalid_session
from continuity.standins.crm.slowness import slow
from continuity.standins.switch.settings import Amount, Choice, Settings
from continuity.standins.switch.switch import Mode, Turn
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_html, as_json

__all__ = ["crm_modes"]

_BODY = Choice("body", ("json", "html"))
_SHARE = Amount("share", 0, 100, 100)
_STATUS = Amount("status", 500, 599, 503)
_CALLS = Amount("calls", 0, 1_000_000, 0)
_WINDOW = Amount("window_s", 1, 86_400, 86_400)
_FORGOTTEN = Amount("forget_s", 1, 86_400, 600)


def crm_modes(
    clock: Clock, records: CrmRecords, sessions: Sessions, calls: Calls, freeze_search: Callable[[], None]
) -> tuple[Mode, ...]:
    """Every mode but ``ok``; ``freeze_search`` is called when the search is to stand still."""

    def forget(settings: Settings) -> None:
        records.forget(clock.now() - _FORGOTTEN.of(settings) * 1_000)

    return (
        Mode("unavailable", _unavailable, (_BODY, _SHARE, _STATUS)),
        Mode("maintenance", _maintenance),
        Mode("unauthorized", _unauthorized),
        Mode("login-fails", _login_fails),
        Mode("token-revoked", enter=lambda settings: sessions.revoke()),
        Mode("read-only", _read_only),
        Mode("quota", settings=(_CALLS, _WINDOW), enter=calls.narrow),
        Mode("stale-search", enter=lambda settings: freeze_search()),
        Mode("amnesia", settings=(_FORGOTTEN,), enter=forget),
        slow(clock),
    )


def _unavailable(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    if not turn.falls_to(_SHARE.of(turn.settings)):
        return None
    status = _STATUS.of(turn.settings)
    if _BODY.of(turn.settings) == "html":
        title = "503 Service Unavailable" if status == 503 else f"{status} Server Error"
        return as_html(status, title, "No server is available to handle this request.")
    code = "SERVER_UNAVAILABLE" if status == 503 else "UNKNOWN_EXCEPTION"
    return _refusal(HttpProblem(status, code, "The server is unavailable, please try again later."))


def _maintenance(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    return as_html(200, "Down for maintenance", "We will be back soon. Thank you for your patience.")


def _unauthorized(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    if is_login(request.path):
        return refuse_login(request.path, "invalid_grant", "INVALID_LOGIN", "expired access/refresh token")
    return _refusal(invalid_session())


def _login_fails(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    """Nobody new comes in; who is in goes on working."""
    if not is_login(request.path):
        return None
    return refuse_login(request.path, "unknown_error", "SERVER_UNAVAILABLE", "retry your request")


def _read_only(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001
    if request.method == "GET" or is_login(request.path):
        return None
    # No public source confirms the HTTP status of this one; 400 is what other write errors carry.
    code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
    return _refusal(HttpProblem(400, code, "Read-only for maintenance. Try again when maintenance is complete."))


def _refusal(problem: HttpProblem) -> Answer:
    return as_json(problem.status, crm_problem(problem))
