"""Copies that are out: the register as people see it, and those that nobody should use any more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from continuity.cli.asker import known_asker
from continuity.cli.here import PROGRAMME, Here
from continuity.desk.facts import fact_of
from continuity.desk.programme import change_programme
from continuity.errors import ContinuityError
from continuity.events import Body, Fact
from continuity.programme.copies import Copy, overdue, register_of_copies
from continuity.programme.quarter import local_day
from continuity.workspace.findings import Finding, Severity

__all__ = ["Overdue", "overdue_copies", "show_register", "stale_findings"]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A copy that nobody should use, and why."""

    copy: Copy
    why: str

    def told(self) -> str:
        """``copy 3 (order-clerk, held by ines): past its date, 2026-12-20``."""
        issued = self.copy.issued
        held = f", held by {issued.custodian}" if issued.custodian else ""
        return f"copy {issued.copy} ({issued.role}{held}): {self.why}"


def overdue_copies(
    here: Here, zone: str, current: Mapping[str, str] | None = None, at: int | None = None
) -> list[Overdue]:
    """Copies that nobody should use any more, as of ``at`` (milliseconds UTC; now otherwise).

    Without ``current`` editions only dates and recalls are looked at.
    """
    if not here.store.head(PROGRAMME).seq:
        return []
    today = local_day(here.clock.now() if at is None else at, zone)
    found = [(copy, overdue(copy, today, current)) for copy in _register(here, at).values()]
    return [Overdue(copy, why) for copy, why in found if why]


def _register(here: Here, at: int | None = None) -> dict[int, Copy]:
    """Only the events of copies are read in full: the stream holds every report that was ever written."""
    told = (event for event in here.store.read(PROGRAMME) if event.kind.startswith("copy."))
    return register_of_copies(fact_of(event, {}) for event in told if at is None or event.recorded_at <= at)


def stale_findings(root: Path, file: str) -> tuple[Finding, ...]:
    """The same as advice of ``check``; nothing where the record cannot be read, for ``status`` says that."""
    from continuity.cli.loading import load_workspace
    from continuity.pack.edition import current_editions

    try:
        loaded = load_workspace(root)
        zone = loaded.organisation.time_zone if loaded.organisation else "UTC"
        late = overdue_copies(Here(root, read_only=True), zone, current_editions(loaded) or None)
    except ContinuityError:
        return ()
    hint = "continuity pack build prints the edition of today; pack register says that an old copy is destroyed."
    return tuple(Finding(file, 1, 1, "pack-out", f"pack {one.told()}", hint, Severity.WARNING) for one in late)


def show_register(
    workspace: Path | None, recalled: tuple[int, ...], destroyed: tuple[int, ...], person: str | None, as_json: bool
) -> None:
    """Say what became of copies, then list them all."""
    from continuity.cli.loading import load_workspace
    from continuity.pack.edition import current_editions
    from continuity.pack.issue import move_copies

    loaded = load_workspace(workspace)
    here = Here(loaded.root, read_only=not (recalled or destroyed))
    zone = loaded.organisation.time_zone if loaded.organisation else "UTC"
    if recalled or destroyed:

        def decide(known: Sequence[Fact[Body]], _: int) -> list[Body]:
            return move_copies(known, recalled, destroyed)

        who = known_asker(person, [one.id for one in loaded.people.people])
        change_programme(here.store, here.clock, lambda: os.urandom(16), decide, who)
    late = {one.copy.number: one.why for one in overdue_copies(here, zone, current_editions(loaded))}
    rows = list(_register(here).values()) if here.journal.exists() else []
    if as_json:
        click.echo(json.dumps([_row(copy, zone, late) for copy in rows], indent=2, ensure_ascii=False))
        return
    for line in _lines(rows, zone, late):
        click.echo(line)


def _lines(rows: list[Copy], zone: str, late: Mapping[int, str]) -> list[str]:
    if not rows:
        return ["No copy was ever issued. continuity pack build prints one."]
    roles = _width(16, (copy.issued.role for copy in rows))
    holders = _width(12, (_held_by(copy) for copy in rows))
    lines = [f"{'COPY':<6}{'':<7}{'ROLE':<{roles}}{'HELD BY':<{holders}}{'ISSUED':<12}{'USE UNTIL':<12}STATE"]
    for copy in rows:
        issued, mark = copy.issued, "DRILL" if copy.issued.mode == "drill" else "REAL"
        who = f"{issued.role:<{roles}}{_held_by(copy):<{holders}}"
        days = f"{local_day(copy.issued_at, zone):<12}{issued.use_until:<12}"
        lines.append(f"{copy.number:<6}{mark:<7}{who}{days}{late.get(copy.number, copy.state.value)}")
    return lines


def _width(least: int, texts: Iterable[str]) -> int:
    """A column that holds each of the texts, and two blanks."""
    return 2 + max(least, *map(len, texts))


def _held_by(copy: Copy) -> str:
    return f"{copy.issued.custodian or '-'}{f', {copy.issued.site}' if copy.issued.site else ''}"


def _row(copy: Copy, zone: str, late: Mapping[int, str]) -> dict[str, object]:
    issued = copy.issued
    return {
        "copy": copy.number,
        "mode": issued.mode,
        "runbook": issued.runbook,
        "edition": issued.edition,
        "sha256": issued.sha256,
        "role": issued.role,
        "site": issued.site,
        "custodian": issued.custodian,
        "issued": local_day(copy.issued_at, zone),
        "issued_by": copy.issued_by,
        "use_until": issued.use_until,
        "state": copy.state.value,
        "overdue": late.get(copy.number),
        "numbers": [{"form": b.form, "prefix": b.prefix, "first": b.first, "last": b.last} for b in issued.blocks],
    }
