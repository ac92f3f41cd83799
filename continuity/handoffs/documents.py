"""What a receiver has made of our orders: invoices or shipments, read so that they can be held against the forms."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from continuity.events.stations import StationDocument
from continuity.handoffs.post import Silence, get
from continuity.plan.organisation import Makes, Receiver
from continuity.structure import Json

__all__ = ["read_documents"]

_ID = {"invoices": "invoice", "shipments": "shipment"}


def read_documents(receiver: Receiver, makes: Makes, deadline_s: float) -> tuple[StationDocument, ...] | str:
    """The documents, or why they could not be read.

    Over HTTP ``URL/invoices`` gives a list of ``{number, invoice}``; in a folder ``invoices.csv`` has those columns.
    """
    if receiver.kind == "http" and receiver.url:
        return _by_http(receiver.url.rstrip("/"), makes, deadline_s)
    if receiver.kind == "folder" and receiver.path:
        return _from_folder(Path(receiver.path) / f"{makes}.csv", makes)
    return "somebody must read them out; nothing is compared"


def _by_http(url: str, makes: Makes, deadline_s: float) -> tuple[StationDocument, ...] | str:
    try:
        reply = get(f"{url}/{makes}", deadline_s)
    except Silence as silence:
        return silence.message
    if reply.status != 200:
        return f"it answered {reply.status}"
    try:
        found: Json = json.loads(reply.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        return "it answered with something else than a list"
    return _documents((one for one in found if isinstance(one, dict)), makes)


def _from_folder(path: Path, makes: Makes) -> tuple[StationDocument, ...] | str:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _documents(csv.DictReader(file), makes)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        return f"{path}: {getattr(problem, 'strerror', None) or 'not a CSV file in UTF-8'}"


def _documents(rows: Iterable[Mapping[str, object]], makes: Makes) -> tuple[StationDocument, ...]:
    key = _ID[makes]
    return tuple(
        StationDocument(str(row["number"]), str(row[key])) for row in rows if row.get("number") and row.get(key)
    )
