"""Quarters and days in an organisation's time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from continuity.errors import UsageProblem

__all__ = ["Quarter", "end_of_day", "local_day", "parse_quarter", "quarter_at"]

_SHAPE = re.compile(r"^(\d{4})-[Qq]([1-4])$", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of the calendar, written ``2026-Q4``."""

    year: int
    number: int

    def __str__(self) -> str:
        """``2026-Q4``."""
        return f"{self.year}-Q{self.number}"

    def begin(self, zone: str) -> int:
        """Its first millisecond in that zone."""
        return _midnight(date(self.year, 3 * self.number - 2, 1), zone)

    def end(self, zone: str) -> int:
        """The first millisecond after it."""
        following = Quarter(self.year + self.number // 4, self.number % 4 + 1)
        return following.begin(zone)


def parse_quarter(text: str) -> Quarter:
    """Read ``2026-Q4``; raises ``UsageProblem`` that says how to write it."""
    match = _SHAPE.match(text.strip())
    if not match or not _FIRST_YEAR <= int(match.group(1)) <= _LAST_YEAR:
        raise UsageProblem(f"{text!r} is not a quarter", "Write the year and one of Q1, Q2, Q3, Q4, like 2026-Q4.")
    return Quarter(int(match.group(1)), int(match.group(2)))


def quarter_at(at: int, zone: str) -> Quarter:
    """The quarter of a moment in that zone."""
    day = _local(at, zone)
    return Quarter(day.year, (day.month + 2) // 3)


def local_day(at: int, zone: str) -> str:
    """The day of a moment in that zone, ``2026-11-22``."""
    return _local(at, zone).date().isoformat()


def end_of_day(text: str, zone: str) -> int:
    """The last millisecond of ``2026-11-22`` in that zone; raises ``UsageProblem`` that says how to write it."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()
        return _midnight(day + timedelta(days=1), zone) - 1
    except (ValueError, OverflowError):
        raise UsageProblem(f"{text!r} is not a day", "Write year, month and day, like 2026-11-22.") from None


def _local(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at // 1000, ZoneInfo(zone))


def _midnight(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp()) * 1000
