"""``person``: the batch goes by hand, and whoever receives it reads count and totals back."""

from __future__ import annotations

from continuity.handoffs.courier import Courier, Kind, Parcel, ReadBackDue
from continuity.plan.organisation import Receiver

__all__ = ["PERSON"]


class _ByHand:
    def deliver(self, parcel: Parcel, *, deadline_s: float) -> ReadBackDue:
        return ReadBackDue()


def _check(receiver: Receiver) -> tuple[str, ...]:
    return ("a person has no url; leave it out, or write kind: http",) if receiver.url else ()


def _make(receiver: Receiver, test: bool) -> Courier:  # noqa: ARG001 - people see DRILL on the paper
    return _ByHand()


PERSON = Kind("person", {"type": "object", "properties": {"kind": {"const": "person"}}}, _check, _make)
