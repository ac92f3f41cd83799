"""The ledger of a run as a page, as JSON, and as CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from continuity.cli.here import Here
from continuity.cli.ledgering import used_forms
from continuity.clock import to_iso
from continuity.ledger.batch import is_withdrawn
from continuity.ledger.figures import figures
from continuity.ledger.holding import Batch, Handed, HandedState, Number, NumberState
from continuity.ledger.state import Ledger
from continuity.run.balance import Balance, balance
from continuity.run.closing import spans
from continuity.run.state import RunState
from continuity.units import Money, short_duration
from continuity.workspace.find import find_workspace

__all__ = ["show_ledger"]

_COLUMNS = (
    *("number", "form", "state", "custodian", "site", "total", "currency", "taken_at", "recorded_at", "taken_by"),
    *("form_version", "batches", "receivers", "crm", "crm_id"),
)
_BLANK = (NumberState.ISSUED, NumberState.RETURNED)


def show_ledger(workspace: Path | None, run: str | None, style: Literal["text", "json", "csv"]) -> None:
    """Print the ledger of a run; reads only."""
    here = Here(find_workspace(workspace), read_only=True)
    name = here.meant(run)
    desk = here.desk(name)
    desk.refresh()
    if style == "json":
        click.echo(json.dumps(_document(desk.state, name), indent=2, ensure_ascii=False))
    elif style == "csv":
        write = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
        write.writeheader()
        write.writerows(_row(desk.state.ledger, one) for one in desk.state.ledger.numbers.values())
    else:
        for line in _page(desk.state, name):
            click.echo(line)


def _row(ledger: Ledger, number: Number) -> dict[str, str]:
    """One number; what may be private stays out."""
    record, block = number.record, ledger.blocks.get(number.block or "")
    total = str(record.total).removesuffix(f" {record.total.currency}").replace(" ", "") if record else ""
    return {
        "number": number.number,
        "form": number.form,
        "state": number.state.value,
        "custodian": block.custodian if block else "",
        "site": block.site if block else "",
        "total": total,
        "currency": record.total.currency if record else "",
        "taken_at": to_iso(record.taken_at) if record else "",
        "recorded_at": to_iso(record.recorded_at) if record else "",
        "taken_by": record.taken_by if record else "",
        "form_version": record.version if record else "",
        "batches": " ".join(number.batches),
        "receivers": " ".join(ledger.acknowledged_by(number)),
        "crm": number.outcome or "",
        "crm_id": number.system_id or "",
    }


def _document(run: RunState, name: str) -> dict[str, object]:
    ledger = run.ledger
    return {
        "run": name,
        "drill": run.is_drill,
        "forms": [_form(run, form) for form in used_forms(run)],
        "numbers": [_row(ledger, one) for one in ledger.numbers.values()],
        "batches": [_batch(ledger, batch) for batch in ledger.batches.values()],
        "exceptions": [
            {
                "form": books.form,
                "rule": one.rule,
                "number": one.number,
                "detail": one.detail,
                "hint": one.hint,
                "settled": str(reason) if (reason := ledger.reason(one)) is not None else None,
            }
            for books in ledger.books.values()
            for one in books.exceptions
        ],
        "in_flight": [
            {"source": one.source, "number": number, "crm": _known(number, one.held, one.absent)}
            for one in ledger.stations.in_flight.values()
            for number in one.numbers
        ],
    }


def _known(number: str, held: frozenset[str], absent: frozenset[str]) -> str | None:
    return "held" if number in held else "absent" if number in absent else None


def _form(run: RunState, form: str) -> dict[str, object]:
    found, shares = figures(run.ledger, form), balance(run, form)
    pairs = (("complete", shares.complete), ("accurate", shares.accurate), ("form_errors", shares.form_errors))
    return {
        "form": form,
        "version": run.plan.forms()[form].version,
        "issued": found.issued,
        "used": found.used,
        "void": found.void,
        "returned": found.returned,
        "missing": found.missing,
        "open": found.open,
        "captured": found.captured,
        "entered": found.entered,
        "lost": shares.lost,
        "duplicated": shares.duplicated,
        **{name: None if share is None else {"count": share.count, "of": share.of} for name, share in pairs},
        "all_clear_to_reconciled_ms": shares.to_reconciled,
        "per_hour_hundredths": shares.per_hour,
        "agree": run.ledger.agree(form),
    }


def _batch(ledger: Ledger, batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.id,
        "form": batch.form,
        "count": batch.count,
        "totals": dict(batch.totals),
        "hash_total": batch.hash_total,
        "digest": batch.digest,
        "state": _state(ledger, batch),
        "receivers": {
            handed.receiver: {
                "state": _handed(handed),
                "tries": handed.tries,
                "by": handed.by,
                "reason": handed.reason or None,
                "refused": list(handed.refused),
                "overdue": handed.overdue_at is not None,
            }
            for handed in batch.handed.values()
        },
    }


def _state(ledger: Ledger, batch: Batch) -> str:
    """Closed, until it is somebody's; then what is furthest from done, or withdrawn."""
    if is_withdrawn(ledger, batch):
        return "withdrawn"
    states = [_handed(handed) for handed in batch.handed.values()]
    return next((one for one in ("rejected", "re-sent", "sent", "acknowledged") if one in states), "closed")


def _handed(handed: Handed) -> str:
    return "re-sent" if handed.state is HandedState.SENT and handed.tries > 1 else handed.state.value


def _page(run: RunState, name: str) -> Iterator[str]:
    mark = "DRILL" if run.is_drill else "REAL OUTAGE"
    yield f"{mark}  {name}"
    for form in used_forms(run):
        yield ""
        yield from _form_lines(run, form)
    if not used_forms(run):
        yield "No number has been issued yet."
    if run.ledger.batches:
        yield ""
    for batch in run.ledger.batches.values():
        yield from _batch_lines(run.ledger, batch)
    yield from _open_lines(run)


def _form_lines(run: RunState, form: str) -> Iterator[str]:
    found, plan = figures(run.ledger, form), run.plan.forms()[form]
    ends = f"{found.used} used, {found.void} void, {found.returned} returned, {found.missing} missing"
    yield f"{plan.title}, version {plan.version}: {found.issued} numbers issued: {ends}, {found.open} still out"
    for one in run.ledger.of(form):
        if one.state not in _BLANK:
            row = _row(run.ledger, one)
            where = f"{row['batches'] or 'in no batch'}; CRM: {row['crm'] or 'not entered'}"
            total = str(one.record.total) if one.record else ""
            yield f"  {one.number:<14} {one.state.value:<8} {total:>16}  {row['custodian']:<12} {where}"
    for block in run.ledger.blocks.values():
        out = [n for n in block.numbers() if run.ledger.numbers[n].state is NumberState.ISSUED]
        if block.form == form and out:
            yield f"  still out with {block.with_whom}: {len(out)}, {spans(run, out)}"
    if run.ledger.books.get(form):
        yield f"  {_balance_words(balance(run, form))}"


def _balance_words(one: Balance) -> str:
    after = one.to_reconciled
    known = [
        f"complete {one.complete}" if one.complete else "",
        f"accurate {one.accurate}" if one.accurate else "",
        f"lost {one.lost}" if one.lost is not None else "",
        f"duplicated {one.duplicated}" if one.duplicated is not None else "",
        f"form errors {one.form_errors}",
        f"books agreed {short_duration(after)} after the all-clear" if after is not None else "",
        f"{one.per_hour / 100:.1f} an hour by hand" if one.per_hour is not None else "",
    ]
    return ", ".join(words for words in known if words)


def _batch_lines(ledger: Ledger, batch: Batch) -> Iterator[str]:
    totals = ", ".join(str(Money(minor, currency)) for currency, minor in batch.totals.items())
    forms = f"{batch.count} form{'s' * (batch.count != 1)}"
    yield f"{batch.id:<10} {_state(ledger, batch):<13} {forms}, {totals}, hash total {batch.hash_total}"
    for handed in batch.handed.values():
        late = "  NO ANSWER IN TIME" if handed.overdue_at and handed.state is HandedState.SENT else ""
        why = f": {handed.reason}" if handed.reason else ""
        refused = f", without {', '.join(handed.refused)}" if handed.refused else ""
        yield f"  {handed.receiver:<14} {_handed(handed)}{refused}{why}{late}"


def _open_lines(run: RunState) -> Iterator[str]:
    unlooked = run.ledger.stations.unlooked
    if unlooked:
        yield ""
        yield f"In flight when the CRM failed, to look for first: {', '.join(unlooked)}"
    for form in used_forms(run):
        left = run.ledger.open_exceptions(form)
        if left:
            yield ""
            yield "The books do not agree:"
        yield from (f"  {one.rule:<4} {one.number:<14} {one.detail}" for one in left)
