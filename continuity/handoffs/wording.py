"""A batch as JSON on the wire, and a receiver's answer read back; ``docs/orders-by-hand.md`` describes both."""

from __future__ import annotations

import json
from collections.abc import Mapping

from continuity.clock import to_iso
from continuity.handoffs.courier import Answer, Delivered, NoAnswer, Parcel, Rejected
from continuity.handoffs.post import Reply
from continuity.ledger.batch import ReadBack
from continuity.ledger.holding import Record
from continuity.structure import Json, JsonObject

__all__ = ["answer_of", "payload"]

_JUDGED = (400, 409, 413, 422)
"""Answers about this batch; any other failure is about the receiver or the way there."""


def payload(parcel: Parcel) -> bytes:
    """The batch as it is posted: the same bytes every time, so that sending it again changes nothing."""
    batch = parcel.batch
    document: JsonObject = {
        "format": "batch/1",
        "batch": batch.id,
        "process": parcel.to,
        "run": parcel.run,
        "drill": batch.drill,
        "closed_at": to_iso(batch.closed_at),
        "closed_by": batch.closed_by,
        "records": [_record(record, parcel.sequences[record.number]) for record in parcel.records],
        "trailer": {
            "count": batch.count,
            "totals": dict(batch.totals),
            "hash_total": batch.hash_total,
            "digest": batch.digest,
        },
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


def _record(record: Record, sequence: int) -> JsonObject:
    names = sorted({*record.fields, *record.private})
    fields: JsonObject = {name: text for name in names if (text := record.text(name)) is not None}
    return {
        "number": record.number,
        "sequence": sequence,
        "total_minor": record.total.minor,
        "currency": record.total.currency,
        "taken_at": to_iso(record.taken_at),
        "fields": fields,
    }


def answer_of(reply: Reply, parcel: Parcel) -> Answer:
    """What a receiver's reply means. Anything but its own words about this batch is no answer."""
    found = _object(reply.body)
    if reply.status in _JUDGED:
        return Rejected(parcel.to, _problem(found) or f"answered {reply.status}")
    if reply.status == 202:
        return NoAnswer(f"{parcel.to} has the batch and has not acknowledged it yet")
    if reply.status != 200:
        return NoAnswer(f"{parcel.to} answered {reply.status}")
    answer = _judgement(found, parcel) if found.get("batch") == parcel.batch.id else None
    return answer or NoAnswer(f"{parcel.to} answered 200, but not about this batch")


def _judgement(found: JsonObject, parcel: Parcel) -> Answer | None:
    by = found.get("by")
    who = by if isinstance(by, str) and by else parcel.to
    if found.get("state") == "rejected":
        reason = found.get("reason")
        return Rejected(who, reason if isinstance(reason, str) and reason else "no reason given")
    count, hash_total, totals = _whole(found.get("count")), _whole(found.get("hash_total")), _totals(found)
    if found.get("state") != "acknowledged" or count is None or totals is None:
        return None
    return Delivered(who, ReadBack(count, totals, hash_total), _refused(found))


def _refused(found: JsonObject) -> Mapping[str, str]:
    listed = found.get("rejected")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {str(one["number"]): str(one.get("reason", "no reason given")) for one in entries if "number" in one}


def _totals(found: JsonObject) -> Mapping[str, int] | None:
    totals = found.get("totals")
    if not isinstance(totals, dict):
        return None
    whole = {currency: _whole(minor) for currency, minor in totals.items()}
    known = {currency: minor for currency, minor in whole.items() if minor is not None}
    return known if len(known) == len(whole) else None


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _problem(found: JsonObject) -> str | None:
    """The message of ``{"error": {"code", "message"}}``."""
    error = found.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else None


def _object(body: bytes) -> JsonObject:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
