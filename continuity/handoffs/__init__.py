"""How a batch reaches accounting, shipping or whoever else: one file per kind, all of them in one table."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.handoffs.courier import Answer, Courier, Delivered, Kind, NoAnswer, Parcel, ReadBackDue, Rejected
from continuity.handoffs.documents import read_documents
from continuity.handoffs.folder import FOLDER
from continuity.handoffs.http import HTTP
from continuity.handoffs.papers import write_papers
from continuity.handoffs.parcel import parcel
from continuity.handoffs.person import PERSON
from continuity.plan.organisation import Receiver

__all__ = [
    "KINDS",
    "Answer",
    "Courier",
    "Delivered",
    "Kind",
    "NoAnswer",
    "Parcel",
    "ReadBackDue",
    "Rejected",
    "deliver",
    "parcel",
    "read_documents",
    "write_papers",
]

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (PERSON, FOLDER, HTTP)}


def deliver(parcel: Parcel, receiver: Receiver, *, test: bool, deadline_s: float) -> Answer:
    """Hand a batch to a receiver of any kind, its address resolved; ``test`` says that drills are welcome there."""
    return KINDS[receiver.kind].make(receiver, test).deliver(parcel, deadline_s=deadline_s)
