"""Up to 200 records in one call, each with a result of its own.

Source: the vendor's documentation of sObject Collections: the answer is 200 whatever became of each record; with
``allOrNone`` one failure undoes them all. Errors in results have ``statusCode`` where others have ``errorCode``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from continuity.standins.crm.calls import data_route
from continuity.standins.crm.objects import SObject, object_named
from continuity.standins.crm.records import CrmRecords
from continuity.standins.crm.writing import Writing, check_field
from continuity.standins.service import Route
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json
from continuity.standins.web.reading import read_list

__all__ = ["LARGEST", "Collections"]

LARGEST = 200

_Result = Mapping[str, Json]


class Collections:
    """Upsert by external id, and plain create."""

    def __init__(self, records: CrmRecords, writing: Writing) -> None:
        self._records = records
        self._writing = writing

    def routes(self) -> tuple[Route, ...]:
        """Both routes."""
        return (
            data_route("PATCH", "composite/sobjects/{object}/{field}", self._upsert),
            data_route("POST", "composite/sobjects", self._create),
        )

    def _upsert(self, request: Request) -> Answer:
        object, field = object_named(request.parts["object"]), request.parts["field"]
        check_field(object, field)
        given = _records_of(request)
        twice = {key for key, count in Counter(str(one.get(field)) for one in given).items() if count > 1}

        def write(one: Mapping[str, Json]) -> _Result:
            if _type_of(one) != object.name:
                raise HttpProblem(400, "INVALID_TYPE", "All records must be of the type in the path.")
            if str(one.get(field)) in twice:
                words = f"Duplicate external id specified: {one.get(field)}"
                raise HttpProblem(400, "DUPLICATE_VALUE", words, (field,))
            return self._upserted(object, field, one)

        return self._each(request, given, write)

    def _upserted(self, object: SObject, field: str, one: Mapping[str, Json]) -> _Result:
        rest = {name: value for name, value in one.items() if name != field}
        done = self._writing.upsert(object, field, one.get(field), rest)
        if len(done.matches) > 1:
            ids = ", ".join(match.id for match in done.matches)
            words = f"{field}: more than one record found for external id field: [{ids}]"
            raise HttpProblem(400, "DUPLICATE_EXTERNAL_ID", words, (field,))
        return {"id": done.matches[0].id, "success": True, "errors": [], "created": done.created}

    def _create(self, request: Request) -> Answer:
        def write(one: Mapping[str, Json]) -> _Result:
            made = self._writing.create(object_named(_type_of(one)), one)
            return {"id": made.id, "success": True, "errors": []}

        return self._each(request, _records_of(request), write)

    def _each(
        self, request: Request, given: Sequence[Mapping[str, Json]], write: Callable[[Mapping[str, Json]], _Result]
    ) -> Answer:
        all_or_none = request.document().get("allOrNone") is True
        results: list[_Result] = []
        try:
            with self._records.together():
                results = [_result(write, one) for one in given]
                if all_or_none and not all(result["success"] for result in results):
                    raise _Undone
        except _Undone:
            results = [_undone() if result["success"] else result for result in results]
        return as_json(200, results)


class _Undone(Exception):
    """One failed, and all were to hold or none."""


def _result(write: Callable[[Mapping[str, Json]], _Result], one: Mapping[str, Json]) -> _Result:
    try:
        return write(one)
    except HttpProblem as problem:
        return _failure(problem.code, problem.message, problem.fields)


def _failure(code: str, message: str, fields: Sequence[str] = ()) -> _Result:
    return {"success": False, "errors": [{"statusCode": code, "message": message, "fields": list(fields)}]}


def _undone() -> _Result:
    words = "Record rolled back because not all records were valid and the request was using AllOrNone header"
    return _failure("ALL_OR_NONE_OPERATION_ROLLED_BACK", words)


def _records_of(request: Request) -> list[Mapping[str, Json]]:
    given = read_list(request.document(), "records")
    # No public source tells the code of this one.
    if len(given) > LARGEST:
        words = f"record limit reached. cannot submit more than {LARGEST} records into this operation"
        raise HttpProblem(400, "LIMIT_EXCEEDED", words)
    records: list[Mapping[str, Json]] = [one for one in given if isinstance(one, dict)]
    if not records or len(records) != len(given):
        raise HttpProblem(400, "JSON_PARSER_ERROR", "records must be objects, and at least one.", ("records",))
    return records


def _type_of(record: Mapping[str, Json]) -> str:
    attributes = record.get("attributes")
    found = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(found, str):
        raise HttpProblem(400, "INVALID_TYPE", "Each record needs attributes with its type.", ("attributes",))
    return found
