"""A stand-in as a value: its name, its switch, its routes; and how a request finds its way to one of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from continuity.clock import Clock
from continuity.standins.switch.routes import answer_switch
from continuity.standins.switch.switch import Switch
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json

__all__ = ["Handler", "Route", "Service", "answer_request", "dispatch", "plain_problem", "route"]

Handler = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method, a pattern over the whole path, who answers; ``control`` routes are out of the switch's reach."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    control: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One stand-in, ready to be hosted; ``close`` lets go of its threads and its store."""

    name: str
    clock: Clock
    switch: Switch
    routes: tuple[Route, ...]
    close: Callable[[], None]
    shape_problem: Callable[[HttpProblem], Json]


def route(method: str, path: str, handler: Handler, control: bool = False) -> Route:
    """A route from a path with ``{names}``, each of which catches one segment."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return Route(method, re.compile(pattern), handler, control)


def plain_problem(problem: HttpProblem) -> Mapping[str, Json]:
    """The shape of an error where no outside system prescribes one."""
    error: dict[str, Json] = {"code": problem.code, "message": problem.message}
    if problem.fields:
        error["fields"] = list(problem.fields)
    if problem.hint:
        error["hint"] = problem.hint
    return {"error": error}


def answer_request(service: Service, request: Request) -> Answer:
    """The answer to a request, whatever happens: a defect of ours is a 500 without a traceback."""
    plain = request.path in ("/healthz", "/switch")
    try:
        return _answer(service, request)
    except HttpProblem as problem:
        return as_json(problem.status, plain_problem(problem) if plain else service.shape_problem(problem))
    except Exception as defect:  # the last door: the caller gets a clean 500, the log gets one line
        print(f"{service.name}: {request.method} {request.path}: {type(defect).__name__}: {defect}", file=sys.stderr)
        ours = HttpProblem(500, "UNKNOWN_EXCEPTION", f"The {service.name} stand-in failed on this request.")
        return as_json(500, service.shape_problem(ours))


def _answer(service: Service, request: Request) -> Answer:
    if request.path == "/healthz":
        return as_json(200, {"name": service.name, "state": "ok"})
    if request.path == "/switch":
        return answer_switch(service.switch, service.clock, request)
    chosen = _chosen(service.routes, request)
    switched = None if chosen and chosen.control else service.switch.act(request)
    return switched if switched is not None else dispatch(service.routes, request)


def dispatch(routes: Sequence[Route], request: Request) -> Answer:
    """The answer of the route that takes this request; `HttpProblem` when there is none."""
    chosen = _chosen(routes, request)
    if chosen is None:
        raise _no_route(request, [one.method for one in routes if one.pattern.fullmatch(request.path)])
    return chosen.handler(replace(request, parts=_parts(chosen, request.path)))


def _chosen(routes: Sequence[Route], request: Request) -> Route | None:
    """The first that fits; a route with fewer names in its path has to stand before one with more."""
    fitting = (one for one in routes if one.method == request.method and one.pattern.fullmatch(request.path))
    return next(fitting, None)


def _parts(chosen: Route, path: str) -> Mapping[str, str]:
    match = chosen.pattern.fullmatch(path)
    return {name: unquote(text) for name, text in match.groupdict().items()} if match else {}


def _no_route(request: Request, methods: list[str]) -> HttpProblem:
    if methods:
        return HttpProblem(405, "METHOD_NOT_ALLOWED", f"{request.path} takes {', '.join(methods)}.")
    return HttpProblem(404, "NOT_FOUND", f"There is nothing at {request.path}.")
