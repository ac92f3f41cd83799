"""Times and lengths as readers see them: in the organisation's time zone, exact to the second.

``continuity.units.short_duration`` rounds minutes down for screens; a report that says "30 min, not met" against
a target of 30 minutes would not be believed, so seconds stay here.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from continuity.reporting.texts import _

__all__ = ["clock_time", "date_line", "day", "hourly", "length", "offset", "stamp"]

NARROW = "\u00a0"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def length(millis: int) -> str:
    """A length or an offset: ``250 ms``, ``45 s``, ``18 min``, ``18 min 04 s``, ``2 h 05``; never wrapped."""
    sign = "−" if millis < 0 else ""
    if 0 < abs(millis) < 1000:
        return f"{sign}{abs(millis)}{NARROW}ms"
    seconds = abs(millis) // 1000
    if seconds < 90 and seconds != 60:
        return f"{sign}{seconds}{NARROW}s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 120:
        return f"{sign}{minutes}{NARROW}min" + (f"{NARROW}{rest:02d}{NARROW}s" if rest else "")
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{sign}{hours}{NARROW}h" + (f"{NARROW}{minutes:02d}" if minutes or rest else "")
    return f"{sign}{hours // 24}{NARROW}d" + (f"{NARROW}{hours % 24}{NARROW}h" if hours % 24 else "")


def hourly(hundredths: int) -> str:
    """How many an hour, given in hundredths: ``17.2``."""
    return f"{hundredths // 100}.{hundredths % 100 // 10}"


def offset(millis: int | None) -> str:
    """A time on the scenario clock, ``0:18:04`` after its zero; a dash where nothing happened."""
    if millis is None:
        return "–"
    sign = "−" if millis < 0 else ""
    seconds = abs(millis) // 1000
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _local(iso: str, zone: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))


def day(iso: str) -> str:
    """``2026-11-12`` or the date part of a time, as ``12 November 2026``."""
    date = datetime.fromisoformat(iso[:10])
    return f"{date.day} {_(MONTHS[date.month - 1])} {date.year}"


def clock_time(iso: str, zone: str, seconds: bool = False) -> str:
    """The wall clock of the organisation: ``10:00``."""
    return f"{_local(iso, zone):{'%H:%M:%S' if seconds else '%H:%M'}}"


def stamp(iso: str, zone: str) -> str:
    """Day and wall clock: ``12 November 2026, 09:41``."""
    local = _local(iso, zone)
    return f"{day(local.date().isoformat())}, {local:%H:%M}"


def date_line(start: str, end: str | None, zone: str) -> str:
    """``12 November 2026, 10:00–11:32 (Europe/Paris, UTC+01:00)``; both days when the run went past midnight."""
    first = _local(start, zone)
    shift = f"{first:%z}"
    name = f"{zone}, UTC{shift[:3]}:{shift[3:5]}"
    if end is None:
        return f"{stamp(start, zone)}– ({name})"
    last = _local(end, zone)
    until = f"{last:%H:%M}" if last.date() == first.date() else f" {stamp(end, zone)}"
    return f"{stamp(start, zone)}–{until} ({name})"
