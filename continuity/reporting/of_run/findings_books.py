"""Findings about orders by hand: a drill's number in a real system, lists too old, batches that nobody answered to."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.reporting.of_run.findings_people import Found
from continuity.reporting.texts import _
from continuity.reporting.times import length
from continuity.run.lists import list_ages
from continuity.run.state import RunState

__all__ = ["books_findings"]


def books_findings(run: RunState) -> Iterator[Found]:
    """What the ledger, the lists and the order app's log have to say."""
    yield from _leaks(run)
    yield from _forgotten(run)
    yield from _lists(run)
    yield from _overdue(run)


def _leaks(run: RunState) -> Iterator[Found]:
    for books in run.ledger.books.values():
        numbers = ", ".join(one.number for one in books.exceptions if one.rule == "R17")
        if numbers:
            yield "high", _("A drill's numbers are in a real system: %s. That is an incident of its own.") % numbers


def _forgotten(run: RunState) -> Iterator[Found]:
    for log in run.ledger.stations.app_logs.values():
        if log.forgotten:
            words = {"source": log.source, "count": len(log.forgotten), "of": log.accepted}
            yield "high", _("%(source)s saw %(of)s orders accepted; the CRM does not hold %(count)s of them.") % words


def _lists(run: RunState) -> Iterator[Found]:
    """As old as a list was when the run began: what people looked things up in."""
    for age in list_ages(run.plan, run.time.started_at or run.frozen_at or run.last_at):
        if age.is_stale:
            words = {"list": age.title, "age": length(age.age), "most": length(age.max_age)}
            yield "medium", _("%(list)s was %(age)s old when the run began; it may be %(most)s.") % words


def _overdue(run: RunState) -> Iterator[Found]:
    for batch in run.ledger.batches.values():
        for handed in batch.handed.values():
            who = handed.receiver.replace("-", " ").capitalize()
            for _at, taken_up in handed.silences:
                taken = _("it was taken up") if taken_up else _("nobody with command took it up")
                words = {"who": who, "batch": batch.id, "taken": taken}
                yield "medium", _("%(who)s did not answer to batch %(batch)s in time; %(taken)s.") % words
