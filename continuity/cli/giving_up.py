"""Giving up promises at the command line: who does it, what the record of each run hears, and what is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.cli.here import Here, journal_path
from continuity.clock import to_iso
from continuity.conductor.claim import claim_of
from continuity.conductor.healed import tell_given_up
from continuity.errors import ContinuityError, UsageProblem
from continuity.faults.giving_up import GivenUp, GivingUp
from continuity.run.words import no_card

if TYPE_CHECKING:
    from continuity.faults.outcome import Outcome

__all__ = ["given_up_rows", "record_all", "record_given_up", "say_given_up", "word_of"]


def word_of(by: str, reason: str) -> GivingUp:
    """The word that a person gives; raises ``Refused`` when it holds what must not be written down."""
    return GivingUp(by, no_card(reason.strip(), "the reason"))


def record_given_up(here: Here, run: str) -> None:
    """Tell the record of a run what was given up of it."""
    desk = here.desk(run)
    desk.refresh()
    tell_given_up(desk, here.state_dir, claim_of(here.root, run))


def record_all(workspace: Path | None, given: Sequence[GivenUp]) -> frozenset[str]:
    """Tell the records of the workspace that is named, or around us; gives the runs that were told, as promised."""
    root = _root(workspace)
    if root is None or not given or not journal_path(root).exists():
        return frozenset()
    wanted = {one.run for one in given}
    told = set()
    # It is given up by now; a record that cannot be written is told later, and hides nothing that is to be said.
    with suppress(ContinuityError, OSError):
        here = Here(root)
        for run in here.runs():
            if (claim := claim_of(root, run)) in wanted:
                record_given_up(here, run)
                told.add(claim)
    return frozenset(told)


def _root(workspace: Path | None) -> Path | None:
    from continuity.workspace.find import find_workspace

    try:
        return find_workspace(workspace)
    except UsageProblem:
        return None


def say_given_up(given: Sequence[GivenUp], outcomes: Sequence[Outcome], told: frozenset[str]) -> Iterator[str]:
    """Loudly: what may still be in, and the commands that take it out by hand."""
    manual = {one.obligation.id: one.manual for one in outcomes}
    for one in given:
        of = one.promise
        what = f"{of.kind} on {of.target} at {of.server.url}" if of else "a promise that nobody could read"
        yield f"GIVEN UP, NOT PROVEN OUT: {one.id}: {what}"
        yield f"      It may still be in, and nobody takes it out any more. Reason, by {one.fact.by}: {one.fact.detail}"
        yield from (f"      by hand: {line}" for line in manual.get(one.id) or one.manual)
        yield f"      kept as {one.path}"
        yield f"      {_record_words(one, told)}"


def _record_words(one: GivenUp, told: frozenset[str]) -> str:
    if one.run in told:
        return f"The record of {one.run} says so; continuity report drill writes its report anew."
    return "If the run has a record, the next continuity report drill RUN in its workspace tells it."


def given_up_rows(
    given: Sequence[GivenUp], outcomes: Sequence[Outcome], told: frozenset[str]
) -> list[dict[str, object]]:
    """The same for programs."""
    manual = {one.obligation.id: one.manual for one in outcomes}
    return [
        {
            "promise": one.id,
            "run": one.run or None,
            "fault": one.fault or None,
            "kind": one.promise.kind if one.promise else None,
            "target": one.promise.target if one.promise else None,
            "server": one.promise.server.url if one.promise else None,
            "by": one.fact.by,
            "at": to_iso(one.fact.at),
            "reason": one.fact.detail,
            "file": str(one.path),
            "manual": list(manual.get(one.id) or one.manual),
            "recorded": one.run in told,
        }
        for one in given
    ]
