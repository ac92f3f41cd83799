"""What the CRM says of itself: its objects, their fields, its limits."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.standins.crm.calls import Calls, data_route
from continuity.standins.crm.collections import LARGEST
from continuity.standins.crm.objects import OBJECTS, SObject, object_named
from continuity.standins.service import Route
from continuity.standins.web.messages import Answer, Json, Request, as_json

__all__ = ["describing_routes"]


def describing_routes(calls: Calls) -> tuple[Route, ...]:
    """Limits, the list of objects, and each of them."""

    def limits(request: Request) -> Answer:  # noqa: ARG001
        quota = calls.quota
        return as_json(200, {"DailyApiRequests": {"Max": quota.limit, "Remaining": quota.limit - quota.used}})

    def every(request: Request) -> Answer:
        shown: list[Json] = [_summary(one, request.parts["version"]) for one in OBJECTS.values()]
        return as_json(200, {"encoding": "UTF-8", "maxBatchSize": LARGEST, "sobjects": shown})

    def one(request: Request) -> Answer:
        object = object_named(request.parts["object"])
        return as_json(200, {"objectDescribe": _summary(object, request.parts["version"]), "recentItems": []})

    def describe(request: Request) -> Answer:
        object = object_named(request.parts["object"])
        return as_json(200, {**_summary(object, request.parts["version"]), "fields": _fields(object)})

    return (
        data_route("GET", "limits", limits),
        data_route("GET", "sobjects", every),
        data_route("GET", "sobjects/{object}", one),
        data_route("GET", "sobjects/{object}/describe", describe),
    )


def _summary(object: SObject, version: str) -> Mapping[str, Json]:
    place = f"/services/data/{version}/sobjects/{object.name}"
    able = dict.fromkeys(("createable", "deletable", "queryable", "retrieveable", "searchable", "updateable"), True)
    urls = {"sobject": place, "describe": f"{place}/describe", "rowTemplate": f"{place}/{{ID}}"}
    return {
        "name": object.name,
        "label": object.label,
        "keyPrefix": object.prefix,
        "custom": object.name.endswith("__c"),
        **able,
        "urls": urls,
    }


def _fields(object: SObject) -> list[Json]:
    """The external id is not unique, as where nobody ticked the box."""
    fields = {"Id": "id", object.key: "string", **object.fields}
    fields |= {"CreatedDate": "datetime", "LastModifiedDate": "datetime"}
    return [
        {
            "name": name,
            "label": name.removesuffix("__c").replace("_", " "),
            "type": kind,
            "custom": name.endswith("__c"),
            "externalId": name == object.key,
            "idLookup": name in ("Id", object.key),
            "unique": False,
            "nillable": name != "Id",
            "createable": name not in ("Id", "CreatedDate", "LastModifiedDate"),
            "updateable": name not in ("Id", "CreatedDate", "LastModifiedDate"),
        }
        for name, kind in fields.items()
    ]
