"""``csv``: a file that people import with the CRM's own tool, and the CRM's export that shows what is in.

Nothing is believed to be in until an export shows it. Importing the same file twice is safe when the tool is told to
upsert by the key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from continuity.backentry.columns import columns_of, columns_shown, record_in
from continuity.backentry.outside import shared_folder
from continuity.backentry.spreadsheets import read_rows, write_rows
from continuity.backentry.target import (
    HeldTwice,
    Kind,
    NotRead,
    Outcome,
    Quota,
    Rules,
    Target,
    by_number,
    keep_drills_out,
    spelled_as_ours,
)
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.structure import JsonObject
from continuity.units import Money

__all__ = ["CSV", "EXPORT", "IMPORT", "read_export", "write_import"]

IMPORT, EXPORT = "to-import.csv", "exported.csv"
_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["folder"],
    "properties": {"kind": {"const": "csv"}, "folder": {"type": "string", "pattern": "^(/|~/)."}},
}


def write_import(path: Path, plan: BackEntry, entries: Sequence[Entry]) -> None:
    """Write the file to import: the key first, then what the plan maps; whole, and on the disk when this returns."""
    rows = [{plan.key: entry.number, **columns_of(plan, entry)} for entry in entries]
    columns = list(dict.fromkeys([*_always(plan), *(name for row in rows for name in row)]))
    write_rows(path, columns, rows)


def read_export(path: Path, plan: BackEntry) -> tuple[SystemRecord, ...]:
    """What the CRM exported: ``Id``, key, total and currency, and whatever else of ours it shows. Raises ``NotRead``.

    Rows without a key are not ours.
    """
    currency = () if plan.single_currency else (plan.currency,)
    rows = read_rows(path, ("Id", plan.key, plan.total, *currency), columns_shown(plan))
    return tuple(record_in(plan, row) for row in rows if row[plan.key])


class _ByHand:
    per_call = 100_000
    by_hand = True

    def __init__(self, plan: BackEntry, rules: Rules) -> None:
        self._plan = plan
        self._rules = rules
        folder = Path(plan.folder).expanduser()
        self._import, self._export = folder / IMPORT, folder / EXPORT

    def upsert(self, number: str, record: Entry) -> Outcome:
        return self.upsert_all([record])[0]

    def upsert_all(self, records: Sequence[Entry]) -> tuple[Outcome, ...]:
        for record in records:
            keep_drills_out(record.number, self._rules, self._plan.folder)
        try:
            held = self._held([record.number for record in records])
        except NotRead as problem:  # an export that is broken keeps nothing from being imported
            write_import(self._import, self._plan, records)
            return tuple(Outcome("unknown", detail=problem.message, not_written=True) for _ in records)
        write_import(self._import, self._plan, [record for record in records if record.number not in held])
        return tuple(self._seen(record, held.get(record.number, [])) for record in records)

    def read(self, number: str) -> SystemRecord | None:
        return self.read_all([number]).get(number)

    def read_all(self, numbers: Sequence[str]) -> Mapping[str, SystemRecord]:
        held = by_number(read_export(self._export, self._plan), numbers)
        twice = next((number for number, found in held.items() if len(found) > 1), None)
        if twice:
            raise HeldTwice(twice)
        return {number: found[0] for number, found in held.items()}

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        return spelled_as_ours(read_export(self._export, self._plan), prefix)

    def held_back(self) -> str:
        return ""

    def quota(self) -> Quota | None:
        return None

    def close(self) -> None:
        """Nothing is kept open."""

    def _held(self, numbers: Sequence[str]) -> dict[str, list[SystemRecord]]:
        """What the export shows under these numbers; nothing while there is none."""
        return by_number(read_export(self._export, self._plan), numbers) if self._export.exists() else {}

    def _seen(self, record: Entry, held: Sequence[SystemRecord]) -> Outcome:
        if not held:
            words = f"in {self._import}; import it, and save the CRM's export as {self._export}"
            return Outcome("unknown", detail=words, not_written=True)
        if len(held) > 1:
            words = f"the CRM holds {len(held)} records with this number"
            return Outcome("rejected", detail=words)
        if Money(held[0].total_minor, held[0].currency) != record.total:
            total = Money(held[0].total_minor, held[0].currency)
            return Outcome("rejected", held[0].system_id, f"the export shows it with another total, {total}")
        return Outcome("created", held[0].system_id, "seen in the export")


def _always(plan: BackEntry) -> tuple[str, ...]:
    currency = () if plan.single_currency else (plan.currency,)
    return (plan.key, plan.total, *currency, plan.taken_at, plan.form, plan.rest)


def _check(plan: BackEntry) -> tuple[str, ...]:
    if not plan.folder.startswith(("/", "~/")):
        return (f"folder: {plan.folder!r} has to be a whole path, like /srv/crm-import",)
    if shared := shared_folder(Path(plan.folder)):
        return (f"{plan.folder} lies in {shared}, which is shared, and customers' names would lie there",)
    return ()


def _make(plan: BackEntry, rules: Rules) -> Target:
    return _ByHand(plan, rules)


CSV = Kind("csv", _SCHEMA, _check, _make)
