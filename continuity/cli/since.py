"""Since when a real outage lasts, where no probe has seen it: as somebody says, and how they know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from continuity.cli.suggesting import Looked
from continuity.clock import Clock, from_iso
from continuity.errors import UsageProblem
from continuity.plan import FrozenPlan
from continuity.run.points import main_points
from continuity.run.words import no_card
from continuity.terminal.ask import Console

__all__ = ["Since", "parse_since", "since_when"]


@dataclass(frozen=True, slots=True)
class Since:
    """A time (milliseconds UTC) and who says so."""

    at: int
    source: str


def since_when(
    plan: FrozenPlan,
    looked: Looked,
    lead: str,
    since: str | None,
    source: str | None,
    clock: Clock,
    console: Console | None,
) -> Since | None:
    """What is stated; none when nothing is and a probe sees the failure itself. Asks only with a ``console``."""
    zone, now = plan.organisation.time_zone, clock.now()
    if source and not since:
        raise UsageProblem("--source says how a time is known, and no time is given", hint="Add --since 09:40.")
    if since:
        at = parse_since(since, zone, now)
        known = source or (console.ask("Who says that it began then:") if console else "")
        if not known.strip():
            raise UsageProblem("a time needs its source", hint='Say who says so: --source "the shop floor".')
        return Since(at, no_card(known.strip(), "the source"))
    points = main_points(plan)
    if any(reading.point in points for reading in looked.failing):
        return None
    return _asked(console, zone, now, lead) if console else Since(now, f"{lead}, on opening the outage")


def _asked(console: Console, zone: str, now: int, lead: str) -> Since:
    console.say()
    console.say(" No probe sees it, so somebody has to say since when it lasts.")
    while True:
        given = console.ask("Since when (like 09:40; Enter: since now):")
        if not given:
            return Since(now, f"{lead}, on opening the outage")
        try:
            at = parse_since(given, zone, now)
        except UsageProblem as problem:
            console.say(f"   {problem.message}. {problem.hint or ''}")
            continue
        source = console.ask("Who says so:")
        return Since(at, no_card(source.strip(), "the source") or lead)


def parse_since(text: str, zone: str, now: int) -> int:
    """``09:40`` (today, or yesterday when that is still to come) or RFC 3339, as milliseconds; ``UsageProblem``."""
    at = _clock_time(text.strip(), zone, now)
    if at is None:
        try:
            at = from_iso(text.strip())
        except ValueError:
            raise UsageProblem(
                f"{text!r} is no time", hint="Write it like 09:40, or like 2026-11-03T09:40:00+01:00."
            ) from None
    if at > now:
        raise UsageProblem(f"{text} is still to come", hint="Say when it began.")
    return at


def _clock_time(text: str, zone: str, now: int) -> int | None:
    hours, colon, minutes = text.partition(":")
    plain = bool(colon) and hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2
    if not plain or int(hours) > 23 or int(minutes) > 59:
        return None
    today = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    at = today.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
    # A time of day is the wall's: yesterday's may lie in another offset from UTC.
    earlier = at if at <= today else at - timedelta(days=1)
    return round(earlier.timestamp() * 1000)
