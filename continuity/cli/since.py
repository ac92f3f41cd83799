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


_LONGEST = timedelta(hours=18)
"""A time of day that is still to come today is yesterday's, unless that was longer ago: then it is a slip."""


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
) -> Since:
    """What is stated, else what a probe saw on opening, else now. Asks only with a ``console``."""
    zone, now = plan.organisation.time_zone, clock.now()
    if source and not since:
        raise UsageProblem("--source says how a time is known, and no time is given", hint="Add --since 09:40.")
    if since:
        at = parse_since(since, zone, now)
        known = source or (console.ask("Who says that it began then:") if console else "")
        if not known.strip():
            raise UsageProblem("a time needs its source", hint='Say who says so: --source "the shop floor".')
        return Since(at, no_card(known.strip(), "the source"))
    usual = _first_look(plan, looked) or Since(now, f"{lead}, on opening the outage")
    return _asked(console, zone, now, usual) if console else usual


def _first_look(plan: FrozenPlan, looked: Looked) -> Since | None:
    """What a probe saw on opening, a moment before those of the run begin to look."""
    points = main_points(plan)
    seen = (one for one in looked.failing if one.point in points)
    first = min(seen, key=lambda one: one.at, default=None)
    return Since(first.at, f"the probe {first.probe} on opening, {first.detail}") if first else None


def _asked(console: Console, zone: str, now: int, usual: Since) -> Since:
    console.say()
    console.say(" It mostly began before anybody looked. The clocks run from when it stopped.")
    while True:
        given = console.ask(f"Since when, like 09:40 (Enter: {usual.source}):")
        if not given:
            return usual
        try:
            at = parse_since(given, zone, now)
        except UsageProblem as problem:
            console.say(f"   {problem.message}. {problem.hint or ''}")
            continue
        source = console.ask("Who says so:")
        return Since(at, no_card(source.strip(), "the source") or "nobody in particular")


def parse_since(text: str, zone: str, now: int) -> int:
    """``09:40`` (of the last twelve hours) or RFC 3339, as milliseconds; ``UsageProblem``."""
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
    if at > today and today - earlier > _LONGEST:
        raise UsageProblem(
            f"{text} is still to come today", hint=f"For yesterday write the day as well: {earlier.isoformat()}."
        )
    return round(earlier.timestamp() * 1000)
