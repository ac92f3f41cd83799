"""``http``: upsert, read and search over REST, on paths that the plan gives with ``{number}`` and ``{prefix}``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from continuity.backentry.columns import columns_of, record_in
from continuity.backentry.line import Line, NoAnswer, NotSent, Reply
from continuity.backentry.target import HeldTwice, Kind, NotRead, Outcome, Quota, Rules, Target, keep_drills_out
from continuity.backentry.wording import meaning, parse, trouble
from continuity.errors import Refused
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.structure import Json, JsonObject

__all__ = ["HTTP"]

_PAGES = 1_000
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_PATH: JsonObject = {"type": "string", "pattern": "^/"}
_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["url", "upsert", "read", "search"],
    "properties": {
        "kind": {"const": "http"},
        "url": {"type": "string", "pattern": "^(https?://|stand-in:)."},
        "upsert": _PATH,
        "read": _PATH,
        "search": _PATH,
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


class _OverHttp:
    per_call = 1
    by_hand = False

    def __init__(self, plan: BackEntry, rules: Rules) -> None:
        self._plan = plan
        self._rules = rules
        self._line = Line(plan.url, _filled_in(plan.headers), rules.deadline_s)

    def upsert(self, number: str, record: Entry) -> Outcome:
        keep_drills_out(number, self._rules, self._plan.url)
        try:
            body = json.dumps(columns_of(self._plan, record), ensure_ascii=False).encode()
            reply = self._line.call("PATCH", _fill(self._plan.upsert, "number", number), body)
        except NotSent as problem:
            return Outcome("unknown", detail=problem.message, not_written=True)
        except NoAnswer as problem:
            return Outcome("unknown", detail=problem.message)
        return meaning(reply.status, parse(reply.body))

    def upsert_all(self, records: Sequence[Entry]) -> tuple[Outcome, ...]:
        return tuple(self.upsert(record.number, record) for record in records)

    def read_all(self, numbers: Sequence[str]) -> Mapping[str, SystemRecord]:
        held = ((number, self.read(number)) for number in numbers)
        return {number: record for number, record in held if record is not None}

    def held_back(self) -> str:
        return ""

    def quota(self) -> Quota | None:
        return None

    def read(self, number: str) -> SystemRecord | None:
        reply = self._get(_fill(self._plan.read, "number", number))
        found = parse(reply.body)
        # A gateway's 404 page says nothing of the record: only the CRM's own word is taken for "there is none".
        if reply.status == 404 and trouble(found):
            return None
        if reply.status == 300:
            raise HeldTwice(number)
        if reply.status != 200 or found is None:
            raise NotRead(f"the CRM answered {reply.status}{trouble(found)}")
        return record_in(self._plan, found, number)

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        records: list[SystemRecord] = []
        path = _fill(self._plan.search, "prefix", prefix)
        for _ in range(_PAGES):
            page = self._page(path)
            shown = page.get("records")
            records += [record_in(self._plan, one) for one in shown] if isinstance(shown, list) else []
            following = page.get("nextRecordsUrl")
            if not isinstance(following, str):
                return _whole(page, records)
            path = following
        raise NotRead(f"the CRM showed more than {_PAGES} pages")

    def close(self) -> None:
        self._line.close()

    def _page(self, path: str) -> JsonObject:
        reply = self._get(path)
        found = parse(reply.body)
        if reply.status != 200 or not isinstance(found, dict) or not isinstance(found.get("records"), list):
            raise NotRead(f"the CRM answered {reply.status}{trouble(found)} to a search")
        return found

    def _get(self, path: str) -> Reply:
        try:
            return self._line.call("GET", path)
        except (NotSent, NoAnswer) as problem:
            raise NotRead(f"the CRM could not be read: {problem.message}", "Look again when it answers.") from None


def _whole(page: JsonObject, records: list[SystemRecord]) -> tuple[SystemRecord, ...]:
    total: Json = page.get("totalSize")
    if page.get("done") is False or (isinstance(total, int) and total != len(records)):
        raise NotRead(f"the CRM showed {len(records)} records of {total}", "Search with a path that gives all of them.")
    return tuple(records)


def _filled_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with their ``${NAME}`` replaced, so that what is secret need not stand in the plan."""
    names = {name for text in headers.values() for name in _VARIABLE.findall(text)}
    missing = sorted(name for name in names if not os.environ.get(name))
    if missing:
        raise Refused(f"the environment variable {missing[0]} is not set", hint="A header of back_entry needs it.")
    return {name: _VARIABLE.sub(lambda match: os.environ[match[1]], text) for name, text in headers.items()}


def _fill(path: str, name: str, value: str) -> str:
    return path.replace("{" + name + "}", quote(value, safe=""))


def _check(plan: BackEntry) -> tuple[str, ...]:
    wanted = (("upsert", plan.upsert, "{number}"), ("read", plan.read, "{number}"), ("search", plan.search, "{prefix}"))
    reasons = [f"{name} has no {hole} in it; write where it goes" for name, path, hole in wanted if hole not in path]
    if not plan.url.startswith("stand-in:") and not _is_address(plan.url):
        reasons.append(f"{plan.url} is no address; write it like https://crm.example")
    return tuple(reasons)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _make(plan: BackEntry, rules: Rules) -> Target:
    return _OverHttp(plan, rules)


HTTP = Kind("http", _SCHEMA, _check, _make)
