"""What every way of handing a batch over has in common: what goes, what comes back, and how a kind is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from continuity.ledger.batch import ReadBack
from continuity.ledger.holding import Batch, Record
from continuity.plan.organisation import Receiver
from continuity.structure import JsonObject

__all__ = ["Answer", "Courier", "Delivered", "Kind", "NoAnswer", "Parcel", "ReadBackDue", "Rejected"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch with its records, for one receiver, out of one run; ``records`` are those of the batch, in its order.

    ``sequences`` gives each record's sequence number, which the hash total adds up.
    """

    to: str
    run: str
    batch: Batch
    records: tuple[Record, ...]
    sequences: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver took the batch: its own figures, who, and the numbers it did not take with their reasons.

    The figures are the receiver's word: ``ledger.decide.acknowledge`` still holds them against ours.
    """

    by: str
    figures: ReadBack
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """The receiver judged the batch and did not take it."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nobody knows whether the receiver has it; sending the same batch again is safe."""

    detail: str


@dataclass(frozen=True, slots=True)
class ReadBackDue:
    """Nothing was sent: a person has the batch in hand and reads it back."""


Answer = Delivered | Rejected | NoAnswer | ReadBackDue


class Courier(Protocol):
    """Takes a batch to one receiver. ``Refused`` means that it must not go there at all."""

    def deliver(self, parcel: Parcel, *, deadline_s: float) -> Answer:
        """Hand it over within ``deadline_s`` seconds, all of it; delivering the same batch twice is safe."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of receiver: its name, what it needs (JSON Schema), what is wrong with one, and how to make a courier.

    ``make`` gets the receiver, its address already resolved, and whether it is marked test.
    """

    name: str
    schema: JsonObject
    check: Callable[[Receiver], tuple[str, ...]]
    make: Callable[[Receiver, bool], Courier]
