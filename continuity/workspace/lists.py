"""Reference lists: CSV files with an age, read so that a run can be held against them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from continuity.clock import to_iso
from continuity.ledger.cards import card_in, without_cards
from continuity.ledger.credit import account_key
from continuity.plan import Credit, HeldList, Organisation, ReferenceList
from continuity.units import parse_money

__all__ = ["ListRead", "after_heading", "card_on", "held_lists", "read_lists"]

_LARGEST = 64 * 1024 * 1024
_AS_OF = re.compile(r"#\s*as of\s+(\S+)", re.IGNORECASE)
_CREDIT = ("account", "limit")
_ARTICLES = (8, 12, 13, 14)
_YES = ("yes", "y", "true", "1", "x")


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list as it lies there; ``as_of`` in milliseconds UTC; ``problems`` are lines and what is wrong with them."""

    plan: ReferenceList
    missing: str = ""
    """Why it could not be read at all."""
    as_of: int | None = None
    sha256: str = ""
    rows: int = 0
    credit: Mapping[str, Credit] = field(default_factory=dict)
    problems: tuple[tuple[int, str], ...] = ()

    def age(self, now: int) -> int | None:
        """Milliseconds since it was drawn; none when nobody says when that was."""
        return None if self.as_of is None else now - self.as_of


def read_lists(root: Path, organisation: Organisation) -> dict[str, ListRead]:
    """Every list of the organisation by its id; never raises for what is in the files."""
    return {plan.id: _read(root, plan, organisation.currency) for plan in organisation.lists}


def after_heading(plan: ReferenceList, text: str) -> tuple[int | None, int, list[str]]:
    """When it was drawn (milliseconds UTC, none when nobody says), how many comments come first, and what follows."""
    lines = text.splitlines()
    found = _AS_OF.match(lines[0]) if lines else None
    skipped = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return _moment(found.group(1) if found else plan.as_of), skipped, lines[skipped:]


def held_lists(lists: Mapping[str, ListRead]) -> dict[str, HeldList]:
    """The lists as a run keeps them: those that could be read and say when they were drawn."""
    return {
        id: HeldList(one.plan.title, one.plan.kind, to_iso(one.as_of), one.plan.max_age, one.sha256, one.rows)
        for id, one in lists.items()
        if not one.missing and one.as_of is not None
    }


def _read(root: Path, plan: ReferenceList, currency: str) -> ListRead:
    try:
        path = root / plan.file
        if path.stat().st_size > _LARGEST:
            return ListRead(plan, missing=f"it is larger than {_LARGEST // 1024**2} MB")
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as problem:
        return ListRead(plan, missing=problem.strerror or "it cannot be read")
    except UnicodeDecodeError:
        return ListRead(plan, missing="it is not UTF-8")
    as_of, skipped, lines = after_heading(plan, text)
    reader = csv.DictReader(io.StringIO("\n".join(lines)))
    rows = [(skipped + reader.line_num, row) for row in reader]
    credit, problems = _credit(rows, reader.fieldnames or (), currency) if plan.kind == "credit" else ({}, ())
    problems = (*problems, *_surplus(rows), *_cards(rows))
    return ListRead(plan, "", as_of, hashlib.sha256(data).hexdigest(), len(rows), credit, problems)


def card_on(cell: str) -> str | None:
    """What of a payment card a cell seems to hold; a bare number of the length of an article's (GTIN) is none."""
    return None if cell.isdigit() and len(cell) in _ARTICLES else card_in(cell)


def _surplus(rows: Sequence[tuple[int, Mapping[str | None, object]]]) -> Iterator[tuple[int, str]]:
    """A comma within a text moves all that follows it: the price of one thing would stand beside another."""
    for line, row in rows:
        if None in row:
            yield line, "there are more cells than columns: put a text with a comma in quotes"


def _cards(rows: list[tuple[int, dict[str, str | None]]]) -> Iterator[tuple[int, str]]:
    """A list goes to everybody on paper, so nothing on it may look like a card."""
    for line, row in rows:
        if what := next(filter(None, (card_on(cell) for cell in row.values() if isinstance(cell, str))), None):
            yield line, f"this looks like {what}; take it out of the list"


def _moment(text: str | None) -> int | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return round(moment.timestamp() * 1000) if moment is not None and moment.tzinfo is not None else None


_Row = Mapping[str, str | None]


def _credit(
    rows: list[tuple[int, dict[str, str | None]]], columns: object, currency: str
) -> tuple[dict[str, Credit], tuple[tuple[int, str], ...]]:
    absent = [name for name in _CREDIT if name not in (columns if isinstance(columns, list) else ())]
    if absent:
        words = f"the columns are account, limit, exposure, hold; {', '.join(absent)} is missing"
        return {}, ((1, words),)
    credit: dict[str, Credit] = {}
    problems: list[tuple[int, str]] = []
    for line, row in rows:
        account = account_key(row.get("account") or "")
        try:
            one = _limits(row, currency)
        except ValueError as problem:
            problems.append((line, without_cards(str(problem))))
            continue
        if not account or account in credit:
            problems.append((line, f"the account {account!r} stands here twice" if account else "there is no account"))
            continue
        credit[account] = one
    return credit, tuple(problems)


def _limits(row: _Row, currency: str) -> Credit:
    limit = parse_money(row.get("limit") or "", currency).minor
    exposure = parse_money(row.get("exposure") or "0", currency).minor
    return Credit(limit, exposure, (row.get("hold") or "").strip().casefold() in _YES)
