"""Lists for paper: the organisation's CSV files, with their age said beside them."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from continuity.pack.document import Extract
from continuity.pack.words import spelt
from continuity.plan import Organisation, ReferenceList

__all__ = ["extracts"]

MOST = 600
"""So many rows are printed; more belong on a file, not on paper."""
_AS_OF = re.compile(r"#\s*as of\s+(\S+)", re.IGNORECASE)


def extracts(root: Path, organisation: Organisation, at: int) -> tuple[Extract, ...]:
    """Every list as it lies there at ``at`` (milliseconds UTC); one that cannot be read says so on its own page."""
    return tuple(_extract(root, one, at, ZoneInfo(organisation.time_zone)) for one in organisation.lists)


def _extract(root: Path, plan: ReferenceList, at: int, zone: ZoneInfo) -> Extract:
    try:
        lines = (root / plan.file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        missing = f"The file {plan.file} could not be read when this was printed: there is no list."
        return Extract(plan.title, "unknown", missing, (), ())
    found = _AS_OF.match(lines[0]) if lines else None
    drawn = _moment(found.group(1) if found else plan.as_of)
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    columns = tuple(rows[0]) if rows else ()
    body = tuple(tuple((*row, *[""] * len(columns))[: len(columns)]) for row in rows[1 : MOST + 1])
    more = f" Only the first {MOST} of {len(rows) - 1} lines are printed." if len(rows) - 1 > MOST else ""
    as_of = f"{drawn.astimezone(zone):%Y-%m-%d %H:%M}" if drawn else "unknown"
    return Extract(plan.title, as_of, f"{_stale(plan, drawn, at)}{more}".strip(), columns, body)


def _stale(plan: ReferenceList, drawn: datetime | None, at: int) -> str:
    if drawn is None:
        return "Nobody says how old this list is: ask before you rely on it."
    age = at - round(drawn.timestamp() * 1000)
    if age <= plan.max_age:
        return ""
    return (
        f"STALE: {spelt(age)} old when printed, and it may be {spelt(plan.max_age)} at most. Ask before you rely on it."
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
