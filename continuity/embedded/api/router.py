"""From a request to the act that answers it: paths, methods, and what is refused before any act."""

from __future__ import annotations

import posixpath
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from continuity.embedded.api.token import Token
from continuity.embedded.http.message import Answer, Request, problem_answer, text_answer
from continuity.embedded.problem import ApiProblem, Fault

__all__ = ["ANY", "Act", "Call", "Router"]

ANY = "*"
"""In place of a method: every one."""

_OPEN = "/version"
_BROWSER = "Mozilla/"


@dataclass(frozen=True, slots=True)
class Call:
    """What an act is told: the names in the path, and the body."""

    proxy: str = ""
    toxic: str = ""
    body: bytes = b""


Act = Callable[[Call], Awaitable[Answer]]


class Router:
    """Knows the acts by path pattern and method; ``request_id`` gives a fresh id per request.

    With a token, only those who know it get further than the version.
    """

    def __init__(
        self, acts: Mapping[str, Mapping[str, Act]], request_id: Callable[[], str], token: Token | None = None
    ) -> None:
        self._acts = [(tuple(pattern.split("/")), methods) for pattern, methods in acts.items()]
        self._request_id = request_id
        self._token = token

    async def answer(self, request: Request) -> Answer:
        """Answer a request; a problem becomes its answer."""
        path = request.target.path
        if request.method == "OPTIONS" and path == "*":
            return Answer(200)
        clean = _clean(path)
        if clean != path:
            return Answer(301, b"", {"Location": request.target.moved(clean)})
        for pattern, methods in self._acts:
            call = _match(pattern, path)
            if call is None:
                continue
            act = methods.get(request.method) or methods.get(ANY)
            return Answer(405) if act is None else await self._identified(act, request, call)
        return text_answer(404, "404 page not found")

    async def _identified(self, act: Act, request: Request, call: Call) -> Answer:
        answer = await self._allowed(act, request, replace(call, body=request.body))
        return replace(answer, headers={**answer.headers, "X-Toxiproxy-Request-Id": self._request_id()})

    async def _allowed(self, act: Act, request: Request, call: Call) -> Answer:
        """Keep pages in a browser from reaching the API (the original's guard)."""
        if request.headers.get("user-agent", "").startswith(_BROWSER):
            return text_answer(403, "User agent not allowed")
        if not self._knows_token(request):
            refusal = problem_answer(ApiProblem.of(Fault.NO_TOKEN))
            return replace(refusal, headers={**refusal.headers, "WWW-Authenticate": "Bearer"})
        try:
            return await act(call)
        except ApiProblem as problem:
            return problem_answer(problem)

    def _knows_token(self, request: Request) -> bool:
        if self._token is None or request.target.path == _OPEN:
            return True
        return self._token.opens(request.headers.get("authorization", ""))


def _clean(path: str) -> str:
    """Remove empty, ``.`` and ``..`` segments; keep a slash at the end."""
    clean = posixpath.normpath("/" + path.lstrip("/"))
    return clean + "/" if path.endswith("/") and clean != "/" else clean


def _match(pattern: tuple[str, ...], path: str) -> Call | None:
    """Compare segment by segment; a name is any segment that is not empty."""
    parts = path.split("/")
    if len(parts) != len(pattern):
        return None
    names: dict[str, str] = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{") and part:
            names[wanted] = part
        elif wanted != part:
            return None
    return Call(names.get("{proxy}", ""), names.get("{toxic}", ""))
