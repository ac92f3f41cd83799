"""A batch on paper: a CSV file with header, records and trailer, and a cover sheet that prints."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from html import escape
from pathlib import Path

from continuity.clock import to_iso
from continuity.handoffs.courier import Parcel
from continuity.ledger.holding import Record
from continuity.plan.runbook import Form
from continuity.units import Money

__all__ = ["batch_csv", "cover_sheet", "write_papers", "write_whole"]

_STYLE = """
body { font: 12pt/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; }
h1 { font-size: 1.6rem; margin: .2em 0; } .mark { font-weight: 700; border: 3px solid; padding: .3em .6em; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; } caption { text-align: left; font-weight: 700; }
th, td { text-align: left; padding: .35em .6em; border-bottom: 1px solid #767676; vertical-align: top; }
.figure { text-align: right; font-variant-numeric: tabular-nums; } .write td { height: 2.2em; }
.digest { font-family: monospace; font-size: 9pt; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def write_papers(folder: Path, parcel: Parcel, form: Form) -> tuple[Path, Path]:
    """Write ``BATCH.csv`` and ``BATCH.html`` into the folder, whole or not at all; gives both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"{parcel.batch.id}.csv", folder / f"{parcel.batch.id}.html"
    write_whole(paths[0], batch_csv(parcel, form))
    write_whole(paths[1], cover_sheet(parcel, form))
    return paths


def write_whole(path: Path, text: str) -> None:
    """Write so that nobody ever sees a part of it; on disk when it returns."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def batch_csv(parcel: Parcel, form: Form) -> str:
    """The batch as CSV (RFC 4180), its first word the kind of line: ``batch``, ``columns``, ``record``, ``trailer``.

    One trailer line for each currency; amounts with a point.
    """
    out = io.StringIO(newline="")
    write = csv.writer(out)
    batch = parcel.batch
    mark = "DRILL" if batch.drill else "REAL"
    write.writerow(["batch", batch.id, mark, parcel.to, parcel.run, to_iso(batch.closed_at), batch.closed_by])
    columns = ["number", "sequence", "taken_at", "total", "currency", *(field.label for field in form.fields)]
    write.writerow(["columns", *columns])
    for record in parcel.records:
        write.writerow(["record", *_cells(parcel, record, form)])
    for currency, minor in batch.totals.items():
        total = _plain(Money(minor, currency))
        write.writerow(["trailer", batch.count, batch.hash_total, "", total, currency, batch.digest])
    return out.getvalue()


def cover_sheet(parcel: Parcel, form: Form) -> str:
    """One printable page: what is in the batch, its figures, and room for the receiver's own."""
    batch = parcel.batch
    mark = "DRILL: practice only, ship and invoice nothing" if batch.drill else "REAL"
    totals = "".join(f"<tr><th>Total<td class=figure>{escape(str(Money(m, c)))}" for c, m in batch.totals.items())
    rows = "".join(_row(record) for record in parcel.records)
    title = f"Batch {batch.id}"
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style>
<p class="mark">{mark}</p>
<h1>{escape(title)}</h1>
<p>{escape(form.title)}, version {escape(form.version)}. Closed by {escape(batch.closed_by)} at
{to_iso(batch.closed_at)} in the run {escape(parcel.run)}.</p>
<table><caption>Header</caption><tbody><tr><th>Forms<td class=figure>{batch.count}{totals}
<tr><th>Form numbers added up (hash total)<td class=figure>{batch.hash_total}
<tr><th>First to last<td>{escape(_span(batch.numbers))}</tbody></table>
<table class=write><caption>The receiver counts and adds up again, then signs</caption>
<thead><tr><th>Receiver<th>Forms<th>Total<th>Taken or rejected, and why<th>Name<th>Time</thead>
<tbody>{"<tr><td><td><td><td><td><td>" * 3}</tbody></table>
<table><caption>Forms</caption><thead><tr><th>Number<th>Taken<th class=figure>Total<th>Counted</thead>
<tbody>{rows}</tbody></table>
<p>If a figure differs, take nothing: write down which one, and send the batch back.</p>
<p class="digest">SHA-256 {batch.digest}</p>
</html>
"""


def _cells(parcel: Parcel, record: Record, form: Form) -> list[str | int]:
    total = record.total
    fields = [_harmless(record.text(field.id) or "") for field in form.fields]
    start: list[str | int] = [record.number, parcel.sequences[record.number], to_iso(record.taken_at)]
    return [*start, _plain(total), total.currency, *fields]


def _row(record: Record) -> str:
    return (
        f"<tr><td>{escape(record.number)}<td>{to_iso(record.taken_at)}"
        f"<td class=figure>{escape(str(record.total))}<td>&#9744;"
    )


def _span(numbers: Sequence[str]) -> str:
    return f"{numbers[0]} to {numbers[-1]}" if numbers else "none"


def _plain(money: Money) -> str:
    return str(money).removesuffix(f" {money.currency}").replace(" ", "")


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula begins with an apostrophe; telephone numbers do not."""
    risky = text[:1] in ("=", "@", "\t") or (text[:1] in ("+", "-") and any(letter.isalpha() for letter in text))
    return f"'{text}" if risky else text
