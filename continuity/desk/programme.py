"""The programme's stream: read, decided on and appended to in one transaction, as the desk does for runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from continuity.clock import Clock
from continuity.desk.facts import draft_of, fact_of, facts_of
from continuity.events import Body, Fact
from continuity.events.copies import CopyIssued
from continuity.events.ledger import BatchClosed, BlockIssued
from continuity.journal.envelope import Event
from continuity.journal.store import PROGRAMME, Store
from continuity.run.commands import Who

__all__ = ["change_programme", "numbers_used"]

Decide = Callable[[Sequence[Fact[Body]], int], Sequence[Body]]


def change_programme(store: Store, clock: Clock, salt: Callable[[], bytes], decide: Decide, who: Who) -> list[Event]:
    """Append what ``decide`` makes of all that the stream holds and of the time; two askers wait for each other."""
    with store.write(PROGRAMME) as transaction:
        now = clock.now()
        known = list(facts_of(transaction.events(), store))
        return transaction.append([draft_of(body, who, now, salt) for body in decide(known, now)], now)


def numbers_used(store: Store) -> dict[str, int]:
    """The highest numbers that runs issued and packs carry, by the prefix of forms and of batches."""
    used: dict[str, int] = {}
    for head in store.streams():
        for event in store.read(head.stream):
            if event.kind in _NUMBERED:
                for prefix, last in _numbers(fact_of(event, {}).body):
                    used[prefix] = max(used.get(prefix, 0), last)
    return used


_NUMBERED = {BlockIssued.KIND, BatchClosed.KIND, CopyIssued.KIND}


def _numbers(body: Body) -> list[tuple[str, int]]:
    match body:
        case BlockIssued(prefix=prefix, last=last):
            return [(prefix, last)]
        case BatchClosed(batch=batch):
            prefix, _, serial = batch.rpartition("-")
            return [(prefix + "-", int(serial))]
        case CopyIssued(blocks=blocks):
            return [(block.prefix, block.last) for block in blocks]
    return []
