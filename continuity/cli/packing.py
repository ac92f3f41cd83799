"""Printing packs: copies into the register, numbers out of reach of every run, files on the disk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import click

from continuity.cli.asker import known_asker, require_somebody
from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.cli.out import ready_folder, writing_to
from continuity.desk.facts import fact_of
from continuity.desk.programme import change_programme, numbers_used
from continuity.errors import UsageProblem
from continuity.events import Body, Fact
from continuity.events.copies import CopyIssued
from continuity.pack.build import Printing, build
from continuity.pack.document import Extract, Pack
from continuity.pack.edition import edition_sha256
from continuity.pack.extracts import extracts
from continuity.pack.html import pack_html
from continuity.pack.issue import Order, issue_copies
from continuity.pack.pdf import pack_pdf, require_typst
from continuity.plan import Runbook
from continuity.programme.quarter import local_day
from continuity.run.commands import Reserve, Who
from continuity.workspace.blocks import all_steps, followed
from continuity.workspace.findings import near, one_of
from continuity.workspace.load import Workspace

__all__ = ["PackWish", "build_packs"]

_DAYS = 30
_BATCHES = 6
_LONGEST_SITE = 40


@dataclass(frozen=True, slots=True)
class PackWish:
    """The options of ``pack build``."""

    workspace: Path | None
    runbook: str | None
    roles: tuple[str, ...]
    site: str
    custodian: str
    copies: int
    blanks: int
    drill: bool
    use_until: str | None
    as_html: bool
    as_pdf: bool
    large: bool
    out: Path | None
    person: str | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class _Written:
    copy: CopyIssued
    files: tuple[Path, ...]


def build_packs(wish: PackWish) -> None:
    """Issue the copies, write their files, and say where they are."""
    if wish.as_pdf:
        require_typst()
    loaded = load_workspace(wish.workspace)
    here = Here(loaded.root)
    who = known_asker(wish.person, [one.id for one in loaded.people.people])
    order, folder = _order(wish, loaded, here), wish.out or loaded.root / ".continuity" / "packs"
    ready_folder(folder)  # a copy that was issued and never written would have used its numbers up
    lists = extracts(loaded.root, loaded.require(), here.clock.now())
    copies = _issue(order, loaded, here, who)
    printings = [Printing(copy, here.clock.now(), lists, _BATCHES, who.actor.id) for copy in copies]
    written = [_Written(one.copy, tuple(_write(wish, build(loaded, one), one, folder))) for one in printings]
    _say(written, wish, lists)


def _order(wish: PackWish, loaded: Workspace, here: Here) -> Order:
    organisation = loaded.require()
    runbook = loaded.runbooks[_runbook(wish.runbook, loaded)]
    roles = _roles(wish.roles, followed(loaded.runbooks, runbook.id))
    people = {person.id for person in loaded.people.people}
    require_somebody(wish.custodian, people)
    today = date.fromisoformat(local_day(here.clock.now(), organisation.time_zone))
    return Order(
        mode="drill" if wish.drill else "real",
        runbook=runbook.id,
        edition=runbook.version,
        sha256=edition_sha256(loaded, runbook.id),
        roles=roles,
        copies=wish.copies,
        use_until=_last_day(wish.use_until, today),
        site=_site(wish.site.strip()) or loaded.people.site(wish.custodian),
        custodian=wish.custodian,
        blanks=wish.blanks,
        large=wish.large,
    )


def _site(name: str) -> str:
    if len(name) > _LONGEST_SITE:
        raise UsageProblem(
            f"--site has {len(name)} characters, and {_LONGEST_SITE} fit into the footer", hint="Say it shorter."
        )
    return name


def _last_day(text: str | None, today: date) -> str:
    try:
        day = date.fromisoformat(text) if text else today + timedelta(days=_DAYS)
    except ValueError as problem:
        raise UsageProblem(f"{text!r} is no date", hint="Write it like 2026-12-20.") from problem
    if day < today:
        raise UsageProblem(f"{day} is over; a pack must be good for today at least")
    return day.isoformat()


def _runbook(named: str | None, loaded: Workspace) -> str:
    if named is not None:
        if named in loaded.runbooks:
            return named
        raise UsageProblem(f"there is no runbook {named!r}{near(named, loaded.runbooks)}", one_of(loaded.runbooks))
    drilled = list(dict.fromkeys(drill.runbook for drill in loaded.drills.values()))
    known = drilled or list(loaded.runbooks)
    if len(known) == 1:
        return known[0]
    raise UsageProblem("which runbook is meant?", hint=f"Say -r. {one_of(known) or 'There is none yet.'}")


def _roles(wanted: tuple[str, ...], runbooks: dict[str, Runbook]) -> tuple[str, ...]:
    doers = {step.role for step in all_steps(runbooks)}
    signers = {step.sign_off.role for step in all_steps(runbooks) if step.sign_off}
    roles = dict.fromkeys(role for book in runbooks.values() for role in book.roles)
    known = [role for role in roles if role in doers | signers]
    strange = [role for role in wanted if role not in known]
    if strange:
        raise UsageProblem(f"no step is for the role {strange[0]!r}{near(strange[0], known)}", one_of(known))
    return tuple(dict.fromkeys(wanted or known))


def _issue(order: Order, loaded: Workspace, here: Here, who: Who) -> list[CopyIssued]:
    """Into the register in one transaction; then every run that is open learns to keep clear of the numbers."""
    books = followed(loaded.runbooks, order.runbook)

    def decide(known: Sequence[Fact[Body]], _: int) -> list[CopyIssued]:
        return issue_copies(order, books, known, numbers_used(here.store), lambda: os.urandom(4).hex())

    events = change_programme(here.store, here.clock, lambda: os.urandom(16), decide, who)
    copies = [body for body in (fact_of(event, {}).body for event in events) if isinstance(body, CopyIssued)]
    for run in (run for run in here.runs() if not here.is_over(run)):
        desk = here.desk(run)
        desk.refresh()
        if desk.state.mode == order.mode and desk.state.plan_or_none is not None:
            for block in (block for copy in copies for block in copy.blocks):
                desk.act(Reserve(block.prefix, block.last), who)
    return copies


def _write(wish: PackWish, pack: Pack, printing: Printing, folder: Path) -> Iterator[Path]:
    copy = printing.copy
    stem = f"{copy.mode}-{copy.runbook}-{copy.role}-copy-{copy.copy}"
    for ending, content in _contents(wish, pack, printing.at):
        path = folder / f"{stem}.{ending}"
        with writing_to(path):
            path.touch(mode=0o600)
            path.write_bytes(content)
        yield path


def _contents(wish: PackWish, pack: Pack, now: int) -> Iterator[tuple[str, bytes]]:
    if wish.as_html or not wish.as_pdf:
        yield "html", pack_html(pack).encode()
    if wish.as_pdf:
        yield "pdf", pack_pdf(pack, now)


def _say(written: list[_Written], wish: PackWish, lists: Sequence[Extract]) -> None:
    for list_ in lists:
        if list_.stale:
            click.echo(f"LIST {list_.title}: {list_.stale}", err=True)
    if wish.as_json:
        rows = [
            {
                "copy": one.copy.copy,
                "role": one.copy.role,
                "mode": one.copy.mode,
                "sha256": one.copy.sha256,
                "stamp": one.copy.stamp,
                "use_until": one.copy.use_until,
                "numbers": [{"form": b.form, "first": b.first, "last": b.last} for b in one.copy.blocks],
                "files": [str(path) for path in one.files],
            }
            for one in written
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for one in written:
        for path in one.files:
            click.echo(path)
    mark = "DRILL" if wish.drill else "REAL"
    count = len(written)
    click.echo(
        f"{mark}: {count} cop{'y' if count == 1 else 'ies'} issued, to be used until {written[0].copy.use_until}. "
        "They hold names and telephone numbers; give them to those who have a role in the runbook, and nobody else.",
        err=True,
    )
