"""Writing one record: by external id, by the CRM's id, or anew; each error is an `HttpProblem` and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from continuity.clock import Clock
from continuity.standins.crm.objects import SYSTEM_FIELDS, SObject
from continuity.standins.crm.records import CrmRecord, CrmRecords, Upserted
from continuity.standins.web.messages import HttpProblem, Json
from continuity.standins.web.reading import NAME

__all__ = ["NotFound", "Writing", "check_field", "check_key"]


class NotFound(HttpProblem):
    """The record is not there."""

    def __init__(self) -> None:
        super().__init__(404, "NOT_FOUND", "The requested resource does not exist")


class Writing:
    """What every way to write goes through."""

    def __init__(self, records: CrmRecords, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def upsert(
        self, object: SObject, field: str, key: Json, given: Mapping[str, Json], update_only: bool = False
    ) -> Upserted:
        """Create or update by external id; several matches are told, and nothing is written."""
        check_field(object, field)
        done = self._records.upsert(
            object, check_key(object, key), _fields(given, (*SYSTEM_FIELDS, object.key)), self._clock.now(), update_only
        )
        if not done.matches:
            raise NotFound
        return done

    def create(self, object: SObject, given: Mapping[str, Json]) -> CrmRecord:
        """Create whatever is there already."""
        key, fields = _with_key(object, given)
        return self._records.create(object, key, fields, self._clock.now())

    def update(self, object: SObject, id: str, given: Mapping[str, Json]) -> None:
        """Change the record with that id."""
        record = self._found(object, id)
        key, fields = _with_key(object, given)
        self._records.update(record, key if object.key in given else record.key, fields, self._clock.now())

    def remove(self, object: SObject, id: str) -> None:
        """Take out the record with that id."""
        self._records.remove(self._found(object, id), self._clock.now())

    def _found(self, object: SObject, id: str) -> CrmRecord:
        record = self._records.by_id(object, id)
        if record is None:
            raise NotFound
        return record


def check_key(object: SObject, value: Json) -> str:
    """An external id that survives a URL as it is; a 400 for any other."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise HttpProblem(400, "INVALID_FIELD", f"{object.key} must be letters, digits, - and _ only.", (object.key,))
    return value


def check_field(object: SObject, field: str) -> None:
    """A 404 for a field that is no external id."""
    if field != object.key:
        raise HttpProblem(
            404, "NOT_FOUND", f"Provided external ID field does not exist or is not accessible: {field}", ()
        )


def _with_key(object: SObject, given: Mapping[str, Json]) -> tuple[str | None, Mapping[str, Json]]:
    fields = dict(_fields(given, SYSTEM_FIELDS))
    key = fields.pop(object.key, None)
    return None if key is None else check_key(object, key), fields


def _fields(given: Mapping[str, Json], refused: Sequence[str]) -> Mapping[str, Json]:
    for name in refused:
        if name in given and name != "attributes":
            raise HttpProblem(
                400, "INVALID_FIELD", f"The {name} field should not be specified in the sobject data.", (name,)
            )
    total = given.get("Total_Minor__c", 0)
    if not isinstance(total, int) or isinstance(total, bool):
        raise HttpProblem(
            400, "JSON_PARSER_ERROR", "Total_Minor__c must be a whole number of minor units.", ("Total_Minor__c",)
        )
    return {name: value for name, value in given.items() if name != "attributes"}
