"""The status page: ``/api/v2/summary.json`` as Statuspage v2 has it, and ``/post`` for the drill's controller."""

from __future__ import annotations

from pathlib import Path

from continuity.clock import Clock
from continuity.standins.service import Route, Service, plain_problem, route
from continuity.standins.status_page.posts import INDICATORS, Post, visible_when_green
from continuity.standins.status_page.summary import summary
from continuity.standins.store import Store
from continuity.standins.switch.plain_modes import unavailable
from continuity.standins.switch.switch import Mode, Switch
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_json
from continuity.standins.web.reading import read_text

__all__ = ["status_page"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS posts (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, indicator TEXT NOT NULL, description TEXT NOT NULL
) STRICT;
"""
_GREEN = "All Systems Operational"


def status_page(folder: Path, clock: Clock) -> Service:
    """The status page with its state in ``status-page.db`` of that folder; it begins green."""
    store = Store(folder / "status-page.db", _SCHEMA)
    switch = Switch((unavailable(), Mode("false-green")), clock)
    desk = _StatusPage(store, switch, clock)
    desk.begin()
    return Service("status-page", clock, switch, desk.routes(), store.close, plain_problem)


class _StatusPage:
    def __init__(self, store: Store, switch: Switch, clock: Clock) -> None:
        self._store = store
        self._switch = switch
        self._clock = clock

    def begin(self) -> None:
        if not self._posts():
            self._add("none", _GREEN)

    def routes(self) -> tuple[Route, ...]:
        return (
            route("GET", "/api/v2/summary.json", self._summary),
            route("POST", "/post", self._post, control=True),
        )

    def _summary(self, request: Request) -> Answer:
        posts = self._posts()
        green = self._switch.state().mode == "false-green"
        return as_json(200, summary(visible_when_green(posts) if green else posts))

    def _post(self, request: Request) -> Answer:
        document = request.document()
        indicator = read_text(document, "indicator")
        if indicator not in INDICATORS:
            raise HttpProblem(
                400, "INVALID_FIELD", f"indicator must be one of {', '.join(INDICATORS)}.", ("indicator",)
            )
        self._add(indicator, read_text(document, "description"))
        return as_json(201, summary(self._posts()))

    def _add(self, indicator: str, description: str) -> None:
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO posts (at, indicator, description) VALUES (?, ?, ?)",
                (self._clock.now(), indicator, description),
            )

    def _posts(self) -> tuple[Post, ...]:
        with self._store.reading() as connection:
            rows = connection.execute("SELECT serial, at, indicator, description FROM posts ORDER BY serial")
            return tuple(Post(*row) for row in rows)
