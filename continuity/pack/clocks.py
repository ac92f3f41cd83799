"""Whether a device's clock can be believed: held against this machine's clock, the wall's, and what the run knows.

Nothing else is corrected by this: times that can be are kept as they were written, and people are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from continuity.pack.log import Entry, PackLog
from continuity.run.state import RunState
from continuity.units import short_duration

__all__ = ["clock_findings"]

_SLACK_MS = 120_000
_DAY_MS = 86_400_000


def clock_findings(log: PackLog, run: RunState, now: int, zone: str) -> tuple[str, ...]:
    """What is odd, in plain words; empty when nothing is."""
    return tuple(_found(log, run, now, ZoneInfo(zone)))


def _found(log: PackLog, run: RunState, now: int, zone: ZoneInfo) -> Iterator[str]:
    ahead = max([log.exported_at, *(entry.saved_at for entry in log.entries)]) - now
    if ahead > _SLACK_MS // 2:
        yield f"the device's clock is ahead of this machine's by {short_duration(ahead)} or more"
    late = sum(entry.at > now and entry.kind in ("capture", "void") for entry in log.entries)
    if late:
        yield f"{late} of its forms {'is' if late == 1 else 'are'} dated later than now, and taken as of now"
    for before, after in pairwise(log.entries):
        back = before.saved_at - after.saved_at
        if back > 1_000:
            yield f"the device's clock was set back by {short_duration(back)} before entry {after.counter}"
    yield from (words for entry in log.entries if (words := _wall(entry, zone)))
    yield from _before_it_could(log, run)


def _before_it_could(log: PackLog, run: RunState) -> Iterator[str]:
    """Work on a step before the run opened it: the device is behind, or somebody wrote a wrong time."""
    worst, entry = 0, None
    for one in log.entries:
        state = run.step(one.key) if one.key else None
        if state is not None and state.ready_at - one.at > worst:
            worst, entry = state.ready_at - one.at, one
    if entry is not None and worst > _SLACK_MS:
        span = short_duration(worst)
        yield f"entry {entry.counter} says that {entry.key} was worked on {span} before it could begin"


def _wall(entry: Entry, zone: ZoneInfo) -> str:
    """The wall clock that somebody read off, beside what the device said at that moment; empty when they agree."""
    try:
        hours, minutes = (int(part) for part in entry.wall.split(":"))
    except ValueError:
        return ""
    said = datetime.fromtimestamp(entry.saved_at / 1000, zone)
    off = ((hours * 60 + minutes) - (said.hour * 60 + said.minute)) * 60_000
    off = (off + _DAY_MS // 2) % _DAY_MS - _DAY_MS // 2
    if abs(off) < _SLACK_MS:
        return ""
    word = "behind" if off > 0 else "ahead"
    return f"the wall clock said {entry.wall} when the device said {said:%H:%M}: {short_duration(abs(off))} {word}"
