"""Findings about people: a role that nobody could act in, command that nobody heard of, words that reached nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from continuity.reporting.account import Records
from continuity.reporting.attendance import VacancyRow
from continuity.reporting.texts import _
from continuity.reporting.times import length
from continuity.run.state import RunState

__all__ = ["Found", "Severity", "people_findings"]

Severity = Literal["high", "medium", "low"]
Found = tuple[Severity, str]


def people_findings(run: RunState, vacancies: Iterable[VacancyRow], records: Iterable[Records]) -> Iterator[Found]:
    """Each is a fact that rules can state from the events."""
    yield from (("high", _vacant(run, one)) for one in vacancies)
    yield from _left_behind(records)
    yield from _command(run)
    yield from _unheard(run)


def _vacant(run: RunState, row: VacancyRow) -> str:
    """What was empty, for how long, and what waited."""
    words = {"role": row.role, "long": length(row.length_ms), "away": _(" and ").join(row.away)}
    lasts = row.to_ms is None and not run.is_over
    told = (_("Nobody can act as %(role)s") if lasts else _("Nobody could act as %(role)s for %(long)s")) % words
    told += _(": %(away)s away.") % words if row.away else "."
    waiting = ", ".join(f"“{title}”" for title in row.waiting)
    return f"{told} {_('Meanwhile this waited: %s.') % waiting}" if waiting else told


def _left_behind(records: Iterable[Records]) -> Iterator[Found]:
    for form in records:
        for one in form.real:
            if one.carried_to is None:
                words = _("%s is a customer's real order on a practice form, and was not carried over.")
                yield "high", words % one.number


def _command(run: RunState) -> Iterator[Found]:
    for one in run.attendance.handovers:
        if one.role is None and one.accepted_at is not None and one.announced_at is None:
            words = {"who": one.to, "from": one.from_}
            yield "medium", _("%(who)s took command over from %(from)s, and nobody was told.") % words


def _unheard(run: RunState) -> Iterator[Found]:
    """A message names the channels by which it goes; with all of them gone nobody can have heard it."""
    for sent in run.messages:
        state = run.step(sent.said.key)
        if sent.said.by is None and state is not None and state.step.message is not None and state.step.message.by:
            words = {"step": state.step.do, "who": sent.said.audience}
            yield "high", _("“%(step)s”: every channel failed by which %(who)s should have heard it.") % words
