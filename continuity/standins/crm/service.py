"""The CRM stand-in: the part of a Salesforce-shaped REST interface that orders need.

Paths are those of ``/services/data/vNN.0``; any version answers. Any bearer token is taken; a missing one is a 401.
The count in ``Sforce-Limit-Info`` starts again with the process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from continuity.clock import Clock, to_iso
from continuity.standins.crm.calls import DAILY_CALLS, Calls
from continuity.standins.crm.modes import crm_modes
from continuity.standins.crm.orders import SCHEMA, CrmOrder, CrmOrders
from continuity.standins.crm.problems import crm_problem
from continuity.standins.crm.search import Search
from continuity.standins.service import Route, Service, route
from continuity.standins.store import Store
from continuity.standins.switch.switch import Switch
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json, nothing
from continuity.standins.web.reading import NAME

__all__ = ["crm"]

_KEY = "Form_Number__c"
_OURS = ("Id", "CreatedDate", "LastModifiedDate", "attributes")


def crm(folder: Path, clock: Clock) -> Service:
    """The CRM with its state in ``crm.db`` of that folder."""
    store = Store(folder / "crm.db", SCHEMA)
    orders = CrmOrders(store)
    search = Search(orders, clock)
    switch = Switch(crm_modes(clock, search.freeze), clock)
    desk = _Crm(orders, search, switch, clock)
    return Service("crm", clock, switch, desk.routes(), store.close, crm_problem)


class _Crm:
    def __init__(self, orders: CrmOrders, search: Search, switch: Switch, clock: Clock) -> None:
        self._orders = orders
        self._search = search
        self._switch = switch
        self._clock = clock
        self._calls = Calls()

    def routes(self) -> tuple[Route, ...]:
        by_key = f"sobjects/Order/{_KEY}/{{key}}"
        return (
            route("POST", "/services/oauth2/token", self._token),
            self._calls.route("GET", "limits", self._limits),
            self._calls.route("PATCH", by_key, self._upsert),
            self._calls.route("GET", by_key, self._get),
            self._calls.route("POST", "sobjects/Order", self._create),
            self._calls.route("DELETE", "sobjects/Order/{id}", self._delete),
            self._calls.route("GET", "search", self._find),
            self._calls.route("GET", "query", self._query),
        )

    def _token(self, request: Request) -> Answer:
        host = f"http://{request.headers.get('host', '127.0.0.1')}"
        return as_json(
            200,
            {
                "access_token": "00DSTANDIN!stand-in-token",
                "instance_url": host,
                "id": f"{host}/id/00DSTANDIN/005STANDIN",
                "token_type": "Bearer",
                "issued_at": str(self._clock.now()),
                "signature": "stand-in",
            },
        )

    def _limits(self, request: Request) -> Answer:
        return as_json(200, {"DailyApiRequests": {"Max": DAILY_CALLS, "Remaining": DAILY_CALLS - self._calls.used}})

    def _upsert(self, request: Request) -> Answer:
        key = _key(request.parts["key"])
        done = self._orders.upsert(key, _fields(request, (*_OURS, _KEY)), self._clock.now())
        if len(done.matches) > 1:
            return _several(request, done.matches)
        body: Json = {"id": done.matches[0].id, "success": True, "created": done.created, "errors": []}
        return as_json(201 if done.created else 200, body)

    def _get(self, request: Request) -> Answer:
        found = self._orders.by_form_number(_key(request.parts["key"]))
        if not found:
            raise HttpProblem(404, "NOT_FOUND", "The requested resource does not exist")
        if len(found) > 1:
            return _several(request, found)
        return as_json(200, found[0].record(request.parts["version"]))

    def _create(self, request: Request) -> Answer:
        fields = dict(_fields(request, _OURS))
        key = fields.pop(_KEY, None)
        made = self._orders.create(None if key is None else _key(key), fields, self._clock.now())
        return as_json(201, {"id": made.id, "success": True, "errors": []})

    def _delete(self, request: Request) -> Answer:
        if not self._orders.remove(request.parts["id"]):
            raise HttpProblem(404, "NOT_FOUND", "The requested resource does not exist")
        return nothing()

    def _find(self, request: Request) -> Answer:
        stale = self._switch.state().mode == "stale-search"
        found = self._search.find(request.query.get("prefix", ""), stale)
        return as_json(200, {"as_of": to_iso(found.as_of), "records": _records(request, found.orders)})

    def _query(self, request: Request) -> Answer:
        found = self._orders.starting_with(request.query.get("prefix", ""))
        shown = found[: _limit(request.query, len(found))]
        body: Json = {"totalSize": len(found), "done": len(shown) == len(found), "records": _records(request, shown)}
        return as_json(200, body)


def _key(value: Json) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise HttpProblem(400, "INVALID_FIELD", f"{_KEY} must be letters, digits, - and _ only.", (_KEY,))
    return value


def _fields(request: Request, refused: Sequence[str]) -> Mapping[str, Json]:
    fields = request.document()
    for name in refused:
        if name in fields and name != "attributes":
            raise HttpProblem(
                400, "INVALID_FIELD", f"The {name} field should not be specified in the sobject data.", (name,)
            )
    total = fields.get("Total_Minor__c", 0)
    if not isinstance(total, int) or isinstance(total, bool):
        raise HttpProblem(
            400, "JSON_PARSER_ERROR", "Total_Minor__c must be a whole number of minor units.", ("Total_Minor__c",)
        )
    return {name: value for name, value in fields.items() if name != "attributes"}


def _several(request: Request, matches: Sequence[CrmOrder]) -> Answer:
    """Several records have this key: nothing is written, the answer lists where they are."""
    version = request.parts["version"]
    return as_json(300, [f"/services/data/{version}/sobjects/Order/{order.id}" for order in matches])


def _records(request: Request, orders: Sequence[CrmOrder]) -> list[Json]:
    return [order.record(request.parts["version"]) for order in orders]


def _limit(query: Mapping[str, str], default: int) -> int:
    text = query.get("limit")
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise HttpProblem(400, "MALFORMED_QUERY", "limit must be a whole number.")
    return int(text)
