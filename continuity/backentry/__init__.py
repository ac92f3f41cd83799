"""The way home into the CRM: one file per kind of target, all of them in one table."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.backentry.by_csv import CSV, read_export, write_import
from continuity.backentry.entering import enter_all
from continuity.backentry.http import HTTP
from continuity.backentry.salesforce.kind import SALESFORCE
from continuity.backentry.target import HeldTwice, Kind, NotRead, Outcome, Quota, Rules, Target, holds
from continuity.errors import Refused
from continuity.plan.organisation import BackEntry

__all__ = [
    "KINDS",
    "HeldTwice",
    "Kind",
    "NotRead",
    "Outcome",
    "Quota",
    "Rules",
    "Target",
    "enter_all",
    "holds",
    "not_ready",
    "read_export",
    "target",
    "write_import",
]

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (HTTP, SALESFORCE, CSV)}


def not_ready(plan: BackEntry, rules: Rules) -> tuple[str, ...]:
    """Why records could not go home from this machine; the address need not be resolved yet."""
    kind = KINDS[plan.kind]
    return kind.check(plan) or kind.ready(plan, rules)


def target(plan: BackEntry, rules: Rules) -> Target:
    """The target that a plan names, its address resolved; close it when done. ``Refused`` when it cannot be used."""
    reasons = KINDS[plan.kind].check(plan)
    if reasons:
        raise Refused("records cannot go home as the plan says", reasons)
    return KINDS[plan.kind].make(plan, rules)
