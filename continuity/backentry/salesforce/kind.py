"""``salesforce``: upsert by external id, 200 records a call. This file is light; ``home.py`` imports the client."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec

from continuity.backentry.credentials import Credentials, credentials
from continuity.backentry.target import Kind, Rules, Target
from continuity.errors import Refused
from continuity.plan.organisation import BackEntry
from continuity.structure import JsonObject

__all__ = ["SALESFORCE"]

_PRACTICE = ("http://127.0.0.1:", "stand-in:")
"""Where stand-ins are."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["url"],
    "properties": {"kind": {"const": "salesforce"}, "url": {"type": "string", "pattern": "^(https?://|stand-in:)."}},
}


def _check(plan: BackEntry) -> tuple[str, ...]:
    names = {"object": plan.object, "key": plan.key, "total": plan.total, "taken_at": plan.taken_at, "rest": plan.rest}
    names |= {f"fields/{id}": column for id, column in plan.fields.items()}
    reasons = [f"{at}: {name!r} is no field of a CRM" for at, name in names.items() if not _NAME.fullmatch(name)]
    if not plan.url.startswith(("https://", *_PRACTICE)):
        reasons.append(f"{plan.url} does not begin with https://")
    return tuple(reasons)


def _ready(plan: BackEntry, rules: Rules) -> tuple[str, ...]:
    try:
        _client()
        _who(plan, rules)
    except Refused as problem:
        return (f"{problem.message}: {problem.hint}",)
    return ()


def _make(plan: BackEntry, rules: Rules) -> Target:
    _client()
    from continuity.backentry.salesforce.home import Home

    return Home(plan, rules, _who(plan, rules))


def _client() -> None:
    if find_spec("simple_salesforce") is None:
        raise Refused(
            "Salesforce needs a package that is not installed",
            hint="pip install 'continuity-drills[salesforce]' puts it beside this program.",
        )


def _who(plan: BackEntry, rules: Rules) -> Credentials:
    found = credentials(plan.credentials, os.environ)
    if found.enough:
        return found
    if rules.test and plan.url.startswith(_PRACTICE):
        return Credentials(session_id="practice")  # a stand-in lets anybody in
    start = plan.credentials
    raise Refused(
        "nobody has said how to log in to the CRM",
        hint=f"Set {start}_CONSUMER_KEY and {start}_CONSUMER_SECRET, or {start}_FILE: docs/enter-into-salesforce.md.",
    )


SALESFORCE = Kind("salesforce", _SCHEMA, _check, _make, _ready)
