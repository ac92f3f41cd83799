"""Salesforce as a target: upsert by external id, alone or 200 at a time, and looking by the same field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from simple_salesforce.api import Salesforce

from continuity.backentry.columns import columns_of, record_in
from continuity.backentry.credentials import Credentials
from continuity.backentry.line import NoAnswer, NotSent
from continuity.backentry.salesforce.org import Answered, Org
from continuity.backentry.target import (
    HeldTwice,
    NotRead,
    Outcome,
    Quota,
    Rules,
    by_number,
    keep_drills_out,
    spelled_as_ours,
)
from continuity.backentry.wording import meaning, meaning_of_result, parse
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry

__all__ = ["Home"]

_KEY = re.compile(r"[A-Za-z0-9_-]+")
"""The client does not encode the key in the address, so nothing else may be in it."""
_PAGES = 1_000


class Home:
    """Made by ``kind.py``; close it when done."""

    per_call = 200
    by_hand = False

    def __init__(self, plan: BackEntry, rules: Rules, who: Credentials) -> None:
        self._plan = plan
        self._rules = rules
        self._org = Org(plan, who, rules.deadline_s)

    def upsert(self, number: str, record: Entry) -> Outcome:
        """Write one record."""
        if refused := self._refused(number):
            return refused
        place, fields = f"{self._plan.key}/{number}", columns_of(self._plan, record)

        def write(inside: Salesforce) -> Outcome:
            answer = getattr(inside, self._plan.object).upsert(place, fields, raw_response=True)
            return meaning(answer.status_code, parse(answer.content))

        try:
            return self._org.call(write)
        except Answered as answer:
            return meaning(answer.status, answer.found)
        except NotSent as problem:
            return Outcome("unknown", detail=problem.message, not_written=True)
        except NoAnswer as problem:
            return Outcome("unknown", detail=problem.message)

    def upsert_all(self, records: Sequence[Entry]) -> tuple[Outcome, ...]:
        """Write up to 200 records in one call."""
        outcomes = {record.number: self._refused(record.number) for record in records}
        sent = [record for record in records if outcomes[record.number] is None]
        if sent:
            outcomes |= dict(zip((one.number for one in sent), self._sent(sent), strict=True))
        return tuple(outcome or Outcome("unknown") for outcome in outcomes.values())

    def read(self, number: str) -> SystemRecord | None:
        """The record under that number."""
        return self.read_all([number]).get(number)

    def read_all(self, numbers: Sequence[str]) -> Mapping[str, SystemRecord]:
        """Those that are there, in one question for each 200; never out of the search, which may be behind."""
        found: dict[str, SystemRecord] = {}
        for start in range(0, len(numbers), self.per_call):
            asked = numbers[start : start + self.per_call]
            quoted = ", ".join(f"'{_quoted(number)}'" for number in asked)
            for number, held in by_number(self._found(f"{self._plan.key} IN ({quoted})"), asked).items():
                if len(held) > 1:
                    raise HeldTwice(number)
                found[number] = held[0]
        return found

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        """Every record whose number begins so."""
        pattern = _quoted(prefix).replace("%", "\\%").replace("_", "\\_")
        found = self._found(f"{self._plan.key} LIKE '{pattern}%' ORDER BY {self._plan.key}")
        return spelled_as_ours(found, prefix)

    def held_back(self) -> str:
        """When the rest of the quota is for others; once a minute a call is let through."""
        return self._org.held_back()

    def quota(self) -> Quota | None:
        """As the CRM's last answer told it."""
        return self._org.quota

    def close(self) -> None:
        """Hang up."""
        self._org.close()

    def _refused(self, number: str) -> Outcome | None:
        keep_drills_out(number, self._rules, self._plan.url)
        if _KEY.fullmatch(number):
            return None
        return Outcome("rejected", detail=f"{number!r} cannot be a key: letters, digits, - and _ only")

    def _sent(self, records: Sequence[Entry]) -> list[Outcome]:
        body = {"allOrNone": False, "records": [self._one_of_many(record) for record in records]}
        path = f"composite/sobjects/{self._plan.object}/{self._plan.key}"
        try:
            found = self._org.call(lambda inside: inside.restful(path, method="PATCH", json=body))
        except NotSent as problem:
            return [Outcome("unknown", detail=problem.message, not_written=True)] * len(records)
        except NoAnswer as problem:
            return [Outcome("unknown", detail=problem.message)] * len(records)
        except Answered as answer:  # of the call, and not of a record
            return [Outcome("unknown", detail=answer.message, not_written=answer.status >= 300)] * len(records)
        if not isinstance(found, list) or len(found) != len(records):
            return [Outcome("unknown", detail="answered, but not for each record")] * len(records)
        return [meaning_of_result(result) for result in found]

    def _one_of_many(self, record: Entry) -> dict[str, object]:
        fields = columns_of(self._plan, record)
        return {"attributes": {"type": self._plan.object}, self._plan.key: record.number, **fields}

    def _found(self, where: str) -> list[SystemRecord]:
        plan = self._plan
        currency = () if plan.single_currency else (plan.currency,)
        known = ("Id", plan.key, plan.total, *currency, plan.taken_at, plan.rest, *plan.fields.values())
        fields = ", ".join(dict.fromkeys(known))
        try:
            pages = self._org.call(lambda inside: _pages(inside, f"SELECT {fields} FROM {plan.object} WHERE {where}"))
        except (NotSent, NoAnswer) as problem:
            raise NotRead(f"the CRM could not be read: {problem.message}", "Look again when it answers.") from None
        except Answered as answer:
            raise NotRead(f"the CRM {answer.message}", "Look again when it answers.") from None
        return [record_in(plan, record) for record in pages]


def _quoted(text: str) -> str:
    """For a string of SOQL."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _pages(inside: Salesforce, query: str) -> list[object]:
    """Every record of every page; never a part."""
    page: object = inside.query(query)
    records: list[object] = []
    for _ in range(_PAGES):
        if not isinstance(page, dict) or not isinstance(page.get("records"), list):
            raise NoAnswer("answered, but not as the CRM does")
        records += page["records"]
        if page.get("done") is not False:
            total = page.get("totalSize")
            if isinstance(total, int) and total != len(records):
                raise NoAnswer(f"it showed {len(records)} records of {total}")
            return records
        page = inside.query_more(str(page.get("nextRecordsUrl")), identifier_is_url=True)
    raise NoAnswer(f"it showed more than {_PAGES} pages")
