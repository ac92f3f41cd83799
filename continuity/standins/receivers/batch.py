"""A hand-off batch as accounting and shipping read it, and what they recompute.

``count`` is the number of records, ``totals`` the sum of ``total_minor`` per currency, ``hash_total`` the sum of the
whole number ``sequence`` that each record carries: a sum that means nothing and so changes when a record is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from continuity.standins.web.messages import HttpProblem, Json
from continuity.standins.web.reading import bad_field, read_int, read_list, read_map, read_name, read_text

__all__ = ["Batch", "BatchRecord", "Controls", "read_batch"]


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One order in a batch; ``total_minor`` in minor units of ``currency``."""

    number: str
    total_minor: int
    currency: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Controls:
    """The control figures of a batch."""

    count: int
    totals: Mapping[str, int]
    hash_total: int

    def differs(self, claimed: Controls) -> str | None:
        """What is not as the sender's trailer has it, in words; None when all agrees."""
        pairs = (
            ("count", self.count, claimed.count),
            ("totals", dict(self.totals), dict(claimed.totals)),
            ("hash total", self.hash_total, claimed.hash_total),
        )
        told = [f"{name} is {found}, the trailer says {said}" for name, found, said in pairs if found != said]
        return "; ".join(told) or None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it came; ``fingerprint`` covers records and trailer, so that one digest cannot name two contents."""

    id: str
    process: str
    run: str
    drill: bool
    records: tuple[BatchRecord, ...]
    trailer: Controls
    digest: str
    fingerprint: str

    def recomputed(self) -> Controls:
        """The control figures, from the records alone."""
        totals: Counter[str] = Counter()
        for record in self.records:
            totals[record.currency] += record.total_minor
        return Controls(len(self.records), dict(totals), sum(record.sequence for record in self.records))


def read_batch(document: Mapping[str, Json]) -> Batch:
    """Read a batch; what has another shape is a 400 that names the place."""
    trailer = read_map(document, "trailer")
    records = read_list(document, "records")
    content = json.dumps([records, trailer], sort_keys=True, ensure_ascii=False)
    return Batch(
        id=read_name(document, "batch"),
        process=read_text(document, "process"),
        run=read_text(document, "run"),
        drill=document.get("drill") is True,
        records=tuple(_record(place, entry) for place, entry in enumerate(records)),
        trailer=Controls(
            read_int(trailer, "count"), _totals(read_map(trailer, "totals")), read_int(trailer, "hash_total")
        ),
        digest=read_text(trailer, "digest"),
        fingerprint=hashlib.sha256(content.encode()).hexdigest(),
    )


def _record(place: int, entry: Json) -> BatchRecord:
    if not isinstance(entry, dict):
        raise bad_field(f"records[{place}]", "a JSON object")
    try:
        total, sequence = read_int(entry, "total_minor"), read_int(entry, "sequence")
        return BatchRecord(read_name(entry, "number"), total, read_text(entry, "currency"), sequence)
    except HttpProblem as problem:
        where = f"records[{place}]"
        raise HttpProblem(
            400, problem.code, f"{where}: {problem.message}", [f"{where}.{name}" for name in problem.fields]
        ) from None


def _totals(totals: Mapping[str, Json]) -> Mapping[str, int]:
    return {currency: read_int(totals, currency) for currency in totals}
