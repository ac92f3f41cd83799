"""Routes that look for records: queries, with pages, and the search, which may stand still."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from threading import Lock

from continuity.clock import to_iso
from continuity.standins.crm.calls import data_route
from continuity.standins.crm.objects import ORDER
from continuity.standins.crm.records import CrmRecord, CrmRecords
from continuity.standins.crm.search import Search
from continuity.standins.crm.soql import parse_query
from continuity.standins.service import Route
from continuity.standins.switch.switch import Switch
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json

__all__ = ["Finding"]

_PAGE = 2_000
_SMALLEST_PAGE = 200
_CURSORS = 10
"""More open queries than that, and the oldest is dropped, as the CRM does for each user."""
_BATCH = re.compile(r"\s*batchSize\s*=\s*(\d+)\s*")
_FIND = re.compile(r"\s*FIND\s*\{([^}]*)\}", re.I)


class Finding:
    """Answers ``query`` and ``search``."""

    def __init__(self, records: CrmRecords, search: Search, switch: Switch) -> None:
        self._records = records
        self._search = search
        self._switch = switch
        self._lock = Lock()
        self._open: dict[str, tuple[Sequence[Mapping[str, Json]], int]] = {}
        self._opened = 0

    def routes(self) -> tuple[Route, ...]:
        """Queries (one that wants deleted records too finds none), their further pages, and the search."""
        return (
            data_route("GET", "query", self._query),
            data_route("GET", "queryAll", self._query),
            data_route("GET", "query/{locator}", self._more),
            data_route("GET", "search", self._find),
        )

    def _query(self, request: Request) -> Answer:
        if "q" not in request.query:
            return self._by_prefix(request)
        query = parse_query(request.query["q"])
        version = request.parts["version"]
        found = query.of([one.shown(version) for one in self._records.starting_with(query.object, "")])
        if query.count:
            return as_json(200, {"totalSize": len(found), "done": True, "records": []})
        return self._page(version, found, 0, _page_size(request), None)

    def _more(self, request: Request) -> Answer:
        name, _, start = request.parts["locator"].rpartition("-")
        with self._lock:
            known = self._open.get(name)
        if known is None or not (start.isascii() and start.isdecimal()):
            raise HttpProblem(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(request.parts["version"], known[0], int(start), known[1], name)

    def _page(
        self, version: str, found: Sequence[Mapping[str, Json]], start: int, size: int, name: str | None
    ) -> Answer:
        shown, rest = list(found[start : start + size]), len(found) > start + size
        body: dict[str, Json] = {"totalSize": len(found), "done": not rest, "records": shown}
        if rest:
            locator = f"{name or self._keep(found, size)}-{start + size}"
            body["nextRecordsUrl"] = f"/services/data/{version}/query/{locator}"
        return as_json(200, body)

    def _keep(self, found: Sequence[Mapping[str, Json]], size: int) -> str:
        with self._lock:
            self._opened += 1
            name = f"01gSTANDIN{self._opened:05}"
            self._open[name] = (found, size)
            while len(self._open) > _CURSORS:
                del self._open[next(iter(self._open))]
            return name

    def _by_prefix(self, request: Request) -> Answer:
        found = self._records.starting_with(ORDER, request.query.get("prefix", ""))
        shown = found[: _limit(request.query, len(found))]
        records = _shown(request, shown)
        return as_json(200, {"totalSize": len(found), "done": len(shown) == len(found), "records": records})

    def _find(self, request: Request) -> Answer:
        stale = self._switch.state().mode == "stale-search"
        if "q" not in request.query:
            found = self._search.find(request.query.get("prefix", ""), stale)
            return as_json(200, {"as_of": to_iso(found.as_of), "records": _shown(request, found.records)})
        match = _FIND.match(request.query["q"])
        if match is None:
            raise HttpProblem(400, "MALFORMED_SEARCH", "The search has to begin with FIND {words}.")
        wanted = match[1].replace("\\", "").strip().rstrip("*")
        found = self._search.find(wanted, stale)
        return as_json(200, {"searchRecords": _shown(request, found.records)})


def _page_size(request: Request) -> int:
    match = _BATCH.fullmatch(request.headers.get("sforce-query-options", ""))
    return min(_PAGE, max(_SMALLEST_PAGE, int(match[1]))) if match else _PAGE


def _shown(request: Request, records: Sequence[CrmRecord]) -> list[Json]:
    return [one.shown(request.parts["version"]) for one in records]


def _limit(query: Mapping[str, str], default: int) -> int:
    text = query.get("limit")
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise HttpProblem(400, "MALFORMED_QUERY", "limit must be a whole number.")
    return int(text)
