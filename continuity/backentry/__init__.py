"""The way home into the CRM: one file per kind of target, all of them in one table."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.backentry.entering import enter
from continuity.backentry.http import HTTP
from continuity.backentry.target import Kind, NotRead, Outcome, Rules, Target
from continuity.plan.organisation import BackEntry

__all__ = ["KINDS", "Kind", "NotRead", "Outcome", "Rules", "Target", "enter", "target"]

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (HTTP,)}


def target(plan: BackEntry, rules: Rules) -> Target:
    """The target that a plan names, its address resolved; close it when done."""
    return KINDS[plan.kind].make(plan, rules)
