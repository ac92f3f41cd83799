"""Check a stream of the journal, and what lies beside it, from the bytes that were stored.

Nothing is written out again to be compared: the stored bytes are hashed as they lie. What this can show and what it
cannot is in docs/evidence.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from continuity.evidence.beside import SeriesCheck, TextCheck, check_series, check_texts, seals
from continuity.evidence.finding import Finding, Trouble, Verification
from continuity.evidence.held import Head, read_head
from continuity.evidence.order import Link, check_chain, links
from continuity.journal.chain import GENESIS
from continuity.journal.store import Row, SealedRow, Store

__all__ = ["Finding", "Head", "Trouble", "Verification", "read_head", "verify", "verify_rows"]


def verify(store: Store, stream: str, *, held_head: Head | None = None, series: Path | None = None) -> Verification:
    """Check one stream of a journal.

    ``held_head`` is a head that was kept elsewhere; without one, a shortened or wholly rewritten history does not show.
    ``series`` is the run's file of readings, checked against the seals found in events of kind ``series.sealed``.
    """
    rows = list(store.rows(stream))
    return verify_rows(rows, stream, sealed=store.sealed_rows(stream), held_head=held_head, series=series)


def verify_rows(
    rows: Sequence[Row],
    stream: str,
    *,
    sealed: Iterable[SealedRow] = (),
    held_head: Head | None = None,
    series: Path | None = None,
) -> Verification:
    """Check a stream that came from anywhere, such as the files of a bundle; rows in the order they were kept."""
    chain = links(rows)
    broken = check_chain(chain, stream)
    texts = check_texts(chain, sealed)
    readings = _readings(chain, series)
    against = None if broken else _against(chain, held_head)
    findings = (*(one for one in (broken, against) if one), *texts.findings, *readings.findings)
    head = Head(len(rows), rows[-1].hash if rows else GENESIS)
    notes = (*_told(texts), *readings.notes)
    return Verification(stream, len(rows), head, findings, notes, len(texts.erased), len(texts.untold))


def _against(chain: Sequence[Link], held: Head | None) -> Finding | None:
    if held is None:
        return None
    if held.seq > len(chain):
        missing = f"events {len(chain) + 1} to {held.seq} are" if held.seq > len(chain) + 1 else f"event {held.seq} is"
        return Finding(Trouble.MISSING, len(chain) + 1, None, f"{missing} missing: the head held elsewhere is {held}")
    link = chain[held.seq - 1] if held.seq else None
    if held.hash == (link.row.hash if link else GENESIS):
        return None
    text = f"event {held.seq} or one before it was rewritten, with all hashes after it: the head held elsewhere differs"
    return Finding(Trouble.REWRITTEN, held.seq, link.kind if link else None, text)


def _readings(chain: Sequence[Link], series: Path | None) -> SeriesCheck:
    sealed = seals(chain)
    if series is not None:
        return check_series(series, sealed)
    notes = (f"{len(sealed)} seals of readings were not checked: no series file was named",) if sealed else ()
    return SeriesCheck((), notes)


def _told(texts: TextCheck) -> tuple[str, ...]:
    notes = []
    if told := len(texts.erased) - len(texts.untold):
        notes.append(f"{told} sealed texts were erased, and events tell of it")
    if texts.untold:
        notes.append(f"{len(texts.untold)} sealed texts are gone, and no event tells of it")
    return tuple(notes)
