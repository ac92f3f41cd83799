"""The organisation: owners, targets, time and money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from continuity.plan import Organisation
from continuity.units import duration
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding
from continuity.workspace.rules.stopping import hours_backwards


def rule(draft: Draft) -> Iterator[Finding]:
    """Everything in ``continuity.yaml`` that is not about places."""
    written = draft.organisation
    if written is None:
        return
    teams = {team.id for team in written.value.teams}
    yield from written.unknown("/time_zone", "time zone", written.value.time_zone, _zones())
    yield from _processes(written, teams)
    yield from _points(written, teams, draft.ids("runbook"))
    yield from _dates(written)
    yield from hours_backwards(written, "/service_hours", written.value.service_hours)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _processes(written: Written[Organisation], teams: set[str]) -> Iterator[Finding]:
    for number, process in enumerate(written.value.processes):
        at = f"/processes/{number}"
        yield from written.unknown(f"{at}/owner", "team", process.owner, teams)
        if process.rto >= process.mtpd:
            message = f"the RTO ({duration(process.rto)}) is not shorter than the MTPD ({duration(process.mtpd)})"
            yield written.error(f"{at}/rto", "target-rto-mtpd", message, "Be back before it is unbearable.")


def _points(written: Written[Organisation], teams: set[str], runbooks: set[str]) -> Iterator[Finding]:
    processes = {process.id for process in written.value.processes}
    for number, point in enumerate(written.value.points):
        at = f"/points/{number}"
        yield from written.unknown(f"{at}/process", "process", point.process, processes)
        yield from written.unknown(f"{at}/owner", "team", point.owner, teams)
        yield from written.unknown(f"{at}/fallback", "runbook", point.fallback, runbooks)


def _dates(written: Written[Organisation]) -> Iterator[Finding]:
    for number, day in enumerate(written.value.holidays):
        if not is_date(day):
            yield written.error(
                f"/holidays/{number}", "date-impossible", f"{day} is not in the calendar", "Write year, month, day."
            )


def is_date(text: str) -> bool:
    """Whether ``2026-02-30`` and its like exist."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
