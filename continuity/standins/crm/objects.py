"""The objects that the CRM stand-in knows: orders, their lines and accounts, each with one external id field.

Source: the vendor's object reference for names and key prefixes. A field ending in ``__c`` is the organisation's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.standins.web.messages import HttpProblem

__all__ = ["OBJECTS", "ORDER", "SYSTEM_FIELDS", "SObject", "object_named"]

SYSTEM_FIELDS = ("Id", "CreatedDate", "LastModifiedDate", "attributes")
"""Set by the CRM alone."""


@dataclass(frozen=True, slots=True)
class SObject:
    """One object: its name, the first letters of its ids, its external id field, and its fields with their types."""

    name: str
    label: str
    prefix: str
    key: str
    fields: Mapping[str, str]


ORDER = SObject(
    "Order",
    "Order",
    "801",
    "Form_Number__c",
    {
        "AccountId": "reference",
        "AccountName": "string",
        "CurrencyIsoCode": "picklist",
        "Description": "textarea",
        "EffectiveDate": "date",
        "Entered_From_Form__c": "string",
        "Status": "picklist",
        "Taken_At__c": "datetime",
        "Total_Minor__c": "double",
    },
)

OBJECTS: Mapping[str, SObject] = {
    one.name: one
    for one in (
        ORDER,
        SObject(
            "OrderItem",
            "Order Product",
            "802",
            "Line_Number__c",
            {"OrderId": "reference", "PricebookEntryId": "reference", "Quantity": "double", "UnitPrice": "currency"},
        ),
        SObject("Account", "Account", "001", "Account_Number__c", {"Name": "string", "Phone": "phone"}),
    )
}


def object_named(name: str) -> SObject:
    """The object of that name; a 404 when there is none."""
    if name not in OBJECTS:
        raise HttpProblem(404, "NOT_FOUND", "The requested resource does not exist")
    return OBJECTS[name]
