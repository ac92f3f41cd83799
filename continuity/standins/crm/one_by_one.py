"""Routes that read or write one record.

Source: the vendor's REST documentation. Up to version 45 an update by external id answers 204 without a body, and a
creation does not say ``created``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from continuity.standins.crm.calls import data_route
from continuity.standins.crm.objects import object_named
from continuity.standins.crm.records import CrmRecord, CrmRecords
from continuity.standins.crm.writing import NotFound, Writing, check_key
from continuity.standins.service import Route
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json, nothing

__all__ = ["OneByOne"]

_TELLS_CREATED = 46


class OneByOne:
    """Reads and writes by external id and by id."""

    def __init__(self, records: CrmRecords, writing: Writing) -> None:
        self._records = records
        self._writing = writing

    def routes(self) -> tuple[Route, ...]:
        """By external id, by id, and anew."""
        by_key, by_id = "sobjects/{object}/{field}/{key}", "sobjects/{object}/{id}"
        return (
            data_route("PATCH", by_key, self._upsert),
            data_route("GET", by_key, self._read),
            data_route("DELETE", by_key, self._remove_by_key),
            data_route("POST", "sobjects/{object}", self._create),
            data_route("GET", by_id, self._get),
            data_route("PATCH", by_id, self._update),
            data_route("DELETE", by_id, self._remove),
        )

    def _upsert(self, request: Request) -> Answer:
        object = object_named(request.parts["object"])
        update_only = request.query.get("updateOnly", "").lower() == "true"
        field, key = request.parts["field"], request.parts["key"]
        done = self._writing.upsert(object, field, key, request.document(), update_only)
        if len(done.matches) > 1:
            return _several(request, done.matches)
        return _upserted(request, done.matches[0].id, done.created)

    def _read(self, request: Request) -> Answer:
        found = self._by_key(request)
        return as_json(200, _some(found[0], request)) if len(found) == 1 else _several(request, found)

    def _remove_by_key(self, request: Request) -> Answer:
        found = self._by_key(request)
        if len(found) > 1:
            return _several(request, found)
        self._writing.remove(found[0].object, found[0].id)
        return nothing()

    def _create(self, request: Request) -> Answer:
        made = self._writing.create(object_named(request.parts["object"]), request.document())
        return as_json(201, {"id": made.id, "success": True, "errors": []})

    def _get(self, request: Request) -> Answer:
        record = self._records.by_id(object_named(request.parts["object"]), request.parts["id"])
        if record is None:
            raise NotFound
        return as_json(200, _some(record, request))

    def _update(self, request: Request) -> Answer:
        self._writing.update(object_named(request.parts["object"]), request.parts["id"], request.document())
        return nothing()

    def _remove(self, request: Request) -> Answer:
        self._writing.remove(object_named(request.parts["object"]), request.parts["id"])
        return nothing()

    def _by_key(self, request: Request) -> Sequence[CrmRecord]:
        object = object_named(request.parts["object"])
        if request.parts["field"] != object.key:
            raise NotFound
        found = self._records.by_key(object, check_key(object, request.parts["key"]))
        if not found:
            raise NotFound
        return found


def _upserted(request: Request, id: str, created: bool) -> Answer:
    body: dict[str, Json] = {"id": id, "success": True, "errors": []}
    if int(request.parts["version"][1:-2]) >= _TELLS_CREATED:
        body["created"] = created
    elif not created:
        return nothing()
    return as_json(201 if created else 200, body)


def _several(request: Request, matches: Sequence[CrmRecord]) -> Answer:
    """Several records have this key: nothing is written, the answer lists where they are."""
    return as_json(300, [one.place(request.parts["version"]) for one in matches])


def _some(record: CrmRecord, request: Request) -> Mapping[str, Json]:
    """The record, or the fields of it that ``fields=`` asks for."""
    shown = record.shown(request.parts["version"])
    wanted = [name for name in request.query.get("fields", "").split(",") if name]
    unknown = [name for name in wanted if name not in shown and name not in record.object.fields]
    if unknown:
        raise HttpProblem(
            400, "INVALID_FIELD", f"No such column '{unknown[0]}' on sobject of type {record.object.name}", unknown
        )
    return {name: shown.get(name) for name in ("attributes", *wanted, "Id")} if wanted else shown
