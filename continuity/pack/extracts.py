"""Lists for paper: the organisation's CSV files, with their age said beside them."""

from __future__ import annotations

import csv
from pathlib import Path

from continuity.clock import on_the_wall
from continuity.ledger.cards import blotted
from continuity.pack.document import Extract
from continuity.pack.words import spelt
from continuity.plan import Organisation, ReferenceList
from continuity.units import short_duration
from continuity.workspace.lists import after_heading, card_on

__all__ = ["extracts"]

MOST = 600
"""So many rows are printed; more belong on a file, not on paper."""


def extracts(root: Path, organisation: Organisation, at: int) -> tuple[Extract, ...]:
    """Every list as it lies there at ``at`` (milliseconds UTC); one that cannot be read says so on its own page."""
    return tuple(_extract(root, one, at, organisation.time_zone) for one in organisation.lists)


def _extract(root: Path, plan: ReferenceList, at: int, zone: str) -> Extract:
    try:
        text = (root / plan.file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        missing = f"The file {plan.file} could not be read when this was printed: there is no list."
        return Extract(plan.title, "unknown", missing, (), ())
    drawn, _, lines = after_heading(plan, text)
    rows = list(csv.reader(lines))
    columns = tuple(rows[0]) if rows else ()
    body = tuple(_cells(row, len(columns)) for row in rows[1 : MOST + 1])
    more = f" Only the first {MOST} of {len(rows) - 1} lines are printed." if len(rows) - 1 > MOST else ""
    stale = _stale(plan, drawn, at)
    return Extract(plan.title, _as_of(drawn, at, zone, stale), f"{stale}{more}".strip(), columns, body)


def _cells(row: list[str], count: int) -> tuple[str, ...]:
    """As many as there are columns; what is beyond them stands in the last one, so that it is not lost in silence."""
    whole = [*row[: count - 1], ", ".join(row[count - 1 :]), *[""] * count]
    return tuple(map(_shown, whole[:count]))


def _as_of(drawn: int | None, at: int, zone: str, stale: str) -> str:
    if drawn is None:
        return "unknown"
    when = on_the_wall(drawn, zone)
    return when if stale else f"{when}, {_old(at - drawn)} old when printed"


def _shown(cell: str) -> str:
    return blotted(cell) if card_on(cell) else cell


def _old(age: int) -> str:
    days = age // 86_400_000
    return f"{days} days" if days >= 2 else short_duration(age)


def _stale(plan: ReferenceList, drawn: int | None, at: int) -> str:
    if drawn is None:
        return "Nobody says how old this list is: ask before you rely on it."
    age = at - drawn
    if age < 0:
        return "That is later than this was printed, so a clock was wrong: ask before you rely on it."
    if age <= plan.max_age:
        return ""
    return (
        f"STALE: {_old(age)} old when printed, and it may be {spelt(plan.max_age)} at most. Ask before you rely on it."
    )
