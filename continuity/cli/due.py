"""What the files of a workspace ask for next: drills that are due, or the first thing that is still to be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.errors import ContinuityError

if TYPE_CHECKING:
    from continuity.cli.here import Here
    from continuity.events.lifecycle import RunOpened
    from continuity.programme.record import RunRecord
    from continuity.readiness.due import Due
    from continuity.readiness.scope import Scope
    from continuity.workspace.load import Workspace

__all__ = ["Plans", "plans_of"]


@dataclass(frozen=True, slots=True)
class Plans:
    """What is due. ``problems`` counts findings that stop a run; ``first`` tells the first of them."""

    due: tuple[Due, ...] = ()
    zone: str = "UTC"
    problems: int = 0
    first: str = ""
    missing: str = ""
    """What to write next: ``point``, ``runbook``, ``scenario``, ``drill``, ``programme``; empty when each is there."""
    unreported: str = ""
    """The last run, when it is over and nobody has written its report."""
    packs: tuple[str, ...] = ()
    """Printed copies that nobody should use any more, and why."""
    unread: str = ""
    """Why earlier runs could not be judged; what is due is then unknown."""


def plans_of(root: Path, *, readable: bool) -> Plans:
    """Read the files and, when the journal is ``readable``, the runs that can show something. Changes nothing."""
    from continuity.cli.loading import load_workspace

    loaded = load_workspace(root)
    organisation = loaded.organisation
    if loaded.errors or organisation is None:
        first = next((f"{one.place}: {one.message}" for one in loaded.errors), "")
        return Plans(problems=len(loaded.errors), first=first, unreported=_unreported(root) if readable else "")
    missing = _missing(loaded)
    if not readable:
        return Plans(zone=organisation.time_zone, missing=missing)
    try:
        packs = _packs(loaded, organisation.time_zone)
        return Plans(_due(loaded), organisation.time_zone, missing=missing, unreported=_unreported(root), packs=packs)
    except ContinuityError as error:
        return Plans(zone=organisation.time_zone, missing=missing, unread=error.message)


def _packs(loaded: Workspace, zone: str) -> tuple[str, ...]:
    """Editions are compared only where a copy was ever printed: it takes time."""
    from continuity.cli.here import PROGRAMME, Here
    from continuity.cli.packs_out import overdue_copies
    from continuity.pack.edition import current_editions

    here = Here(loaded.root, read_only=True)
    if not here.store.head(PROGRAMME).seq:
        return ()
    return tuple(one.told() for one in overdue_copies(here, zone, current_editions(loaded)))


def _missing(loaded: Workspace) -> str:
    there = {
        "point": loaded.organisation is not None and loaded.organisation.points,
        "runbook": loaded.runbooks,
        "scenario": loaded.scenarios,
        "drill": loaded.drills,
        "programme": loaded.programme is not None and loaded.programme.claims,
    }
    return next((kind for kind, found in there.items() if not found), "")


def _due(loaded: Workspace) -> tuple[Due, ...]:
    from continuity.cli.here import Here
    from continuity.programme.quarter import quarter_at
    from continuity.readiness.due import due_of
    from continuity.readiness.judge import judge_claims
    from continuity.readiness.scope import Scope

    organisation, programme = loaded.require(), loaded.programme
    if programme is None:
        return ()
    here = Here(loaded.root, read_only=True)
    now, zone = here.clock.now(), organisation.time_zone
    scope = Scope(programme, organisation, loaded.drills)
    records = _records(here, scope, now)
    results = judge_claims(programme.claims, records, now, loaded.files)
    quarter = quarter_at(now, zone)
    return due_of(scope, results, records, quarter.begin(zone), quarter.end(zone), now)


def _records(here: Here, scope: Scope, now: int) -> list[RunRecord]:
    """The runs that decide the claims, from the last backwards: as few are folded as can be, for it takes time."""
    from continuity.desk.facts import facts
    from continuity.programme.record import record_of
    from continuity.readiness.due import is_decided
    from continuity.readiness.judge import judge_claims
    from continuity.run.state import fold

    open_ = {
        drill: [claim for claim in scope.programme.claims if claim.drill == drill] for drill in scope.claimed_drills
    }
    found: dict[str, list[RunRecord]] = {drill: [] for drill in open_}
    for run in reversed(here.runs()):
        opened = _opened(here, run)
        if opened is None or opened.drill not in open_ or not _may_count(opened) or not here.is_over(run):
            continue
        mine = found[opened.drill]
        mine.append(record_of(fold(facts(here.store, run)), run, here.store.head(run).hash))
        if is_decided(judge_claims(open_[opened.drill], mine, now)):
            del open_[opened.drill]
        if not open_:
            break
    return [record for records in found.values() for record in records]


def _may_count(opened: RunOpened) -> bool:
    """Whether its beginning leaves it open that it counts; most practice runs need not be read further."""
    return not opened.auto and (opened.mode == "real" or opened.approved_by is not None)


def _opened(here: Here, run: str) -> RunOpened | None:
    from continuity.desk.facts import fact_of
    from continuity.events.lifecycle import RunOpened
    from continuity.journal.record import decode

    row = next(iter(here.store.rows(run)), None)
    if row is None:
        return None
    body = fact_of(decode(row.data, row.prev, row.hash, run, 1), {}).body
    return body if isinstance(body, RunOpened) else None


def _unreported(root: Path) -> str:
    from continuity.cli.here import Here

    here = Here(root, read_only=True)
    last = next(reversed(here.runs()), "")
    if not last or not here.is_over(last) or (root / "reports" / last / "drill.html").is_file():
        return ""
    return "" if last in _reported(here) else last


def _reported(here: Here) -> Iterator[str]:
    """Runs of which a report was written; one that was moved away since is nobody's business."""
    from continuity.cli.here import PROGRAMME

    for event in here.store.read(PROGRAMME):
        if event.kind == "report.written":
            yield str(event.body.get("about"))
