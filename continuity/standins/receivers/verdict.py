"""What a receiver says to a batch: which records it takes, which not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.clock import to_iso
from continuity.standins.receivers.batch import Batch, BatchRecord
from continuity.standins.web.messages import Json

__all__ = ["Verdict", "judge", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is why the batch as a whole was rejected; ``rejected`` pairs a number with its reason."""

    accepted: tuple[BatchRecord, ...]
    rejected: tuple[tuple[str, str], ...]
    reason: str | None = None

    @property
    def state(self) -> str:
        """``acknowledged`` when the batch as such was taken, even if single records were not."""
        return "acknowledged" if self.reason is None else "rejected"

    def as_json(self, batch: Batch, by: str, at: int) -> Mapping[str, Json]:
        """The acknowledgement as it is sent and kept; ``at`` is milliseconds UTC."""
        controls = batch.recomputed()
        return {
            "batch": batch.id,
            "state": self.state,
            "count": controls.count,
            "totals": controls.totals,
            "hash_total": controls.hash_total,
            "accepted": [record.number for record in self.accepted],
            "rejected": [{"number": number, "reason": reason} for number, reason in self.rejected],
            "reason": self.reason,
            "by": by,
            "at": to_iso(at),
        }


def judge(batch: Batch, taken: Mapping[str, str]) -> Verdict:
    """Recompute and decide; ``taken`` says in which batch a number was accepted before."""
    difference = batch.recomputed().differs(batch.trailer)
    if difference:
        return refuse(batch, difference)
    seen = dict(taken)
    accepted, rejected = [], []
    for record in batch.records:
        reason = _objection(record, seen)
        if reason:
            rejected.append((record.number, reason))
        else:
            accepted.append(record)
            seen[record.number] = batch.id
    if rejected and not accepted:
        return Verdict((), tuple(rejected), "no record could be accepted")
    return Verdict(tuple(accepted), tuple(rejected))


def refuse(batch: Batch, reason: str) -> Verdict:
    """Reject the batch and with it every record."""
    return Verdict((), tuple((record.number, reason) for record in batch.records), reason)


def _objection(record: BatchRecord, seen: Mapping[str, str]) -> str | None:
    if record.number in seen:
        return f"already accepted in batch {seen[record.number]}"
    if record.total_minor < 0:
        return f"total {record.total_minor} is below nought"
    return None
