"""Is every event there, unchanged and in its place; if not, which is the first that is not?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from continuity.errors import EvidenceDamaged
from continuity.evidence.finding import Finding, Trouble
from continuity.journal.chain import GENESIS, fits
from continuity.journal.envelope import Event
from continuity.journal.record import decode
from continuity.journal.store import Columns, Row

__all__ = ["Link", "check_chain", "links"]

_COLUMNS = tuple(field.name for field in fields(Columns))


@dataclass(frozen=True, slots=True)
class Link:
    """A stored event and what its bytes say; ``event`` is None where they say nothing readable."""

    row: Row
    event: Event | None

    @property
    def kind(self) -> str | None:
        """The kind, from the bytes; they, and not the columns, are in the chain."""
        return str(self.event.kind) if self.event else None

    @property
    def seq(self) -> int | None:
        """The place that the bytes claim."""
        return self.event.seq if self.event and isinstance(self.event.seq, int) else None


def links(rows: Sequence[Row]) -> list[Link]:
    """Read what the bytes of each row say."""
    return [Link(row, _event(row)) for row in rows]


def check_chain(chain: Sequence[Link], stream: str) -> Finding | None:
    """Name the first event that is changed, reordered, inserted or missing; rows come in the order of the storage."""
    before = GENESIS
    for place, link in enumerate(chain, 1):
        if link.row.prev != before or not fits(link.row.prev, link.row.data, link.row.hash):
            return _broken(chain, place, before)
        if told := _beside_itself(link, place, stream):
            return _put_in(chain, place, before) or _finding(Trouble.CHANGED, place, link, told)
        before = link.row.hash
    return None


def _broken(chain: Sequence[Link], place: int, before: str) -> Finding:
    """The chain does not hold at this place: find the story that fits what lies there."""
    link = chain[place - 1]
    if not fits(link.row.prev, link.row.data, link.row.hash):
        return _not_its_bytes(chain, place, before)
    if link.row.hash in {other.row.hash for other in chain[: place - 1]}:
        return _finding(Trouble.INSERTED, place, link, f"a copy of an earlier event stands at place {place}")
    where = _place_of(chain, link.row.prev)
    if where is not None and where < place - 1:
        extra, added = where + 1, chain[where]
        return _finding(Trouble.INSERTED, extra, added, f"an event was put in at place {extra}")
    if where is not None:
        return _finding(Trouble.REORDERED, place, link, f"place {place} holds what was recorded as event {link.seq}")
    return _put_in(chain, place, before) or _gap(chain, place)


def _put_in(chain: Sequence[Link], place: int, before: str) -> Finding | None:
    """When the event that rightly follows lies further on, this one was put in before it."""
    rows = (other.row for other in chain[place:])
    if not any(row.prev == before and fits(row.prev, row.data, row.hash) for row in rows):
        return None
    return _finding(Trouble.INSERTED, place, chain[place - 1], f"an event was put in at place {place}")


def _gap(chain: Sequence[Link], place: int) -> Finding:
    """What this event follows is nowhere: it was taken away, or something else was put in its stead."""
    link = chain[place - 1]
    if link.seq is not None and link.seq > place:
        last = link.seq - 1
        span = f"event {place} is" if last == place else f"events {place} to {last} are"
        return Finding(Trouble.MISSING, place, None, f"{span} missing: event {link.seq} follows directly")
    if place == 1:
        return _finding(Trouble.CHANGED, 1, link, "event 1 was replaced: it claims to follow another event")
    earlier = chain[place - 2]
    return _finding(
        Trouble.CHANGED, place - 1, earlier, f"event {place - 1} was replaced: event {place} was chained to another"
    )


def _not_its_bytes(chain: Sequence[Link], place: int, before: str) -> Finding:
    link = chain[place - 1]
    if fits(before, link.row.data, link.row.hash):
        return _finding(Trouble.CHANGED, place, link, f"the previous hash kept with event {place} was changed")
    follower = chain[place].row.prev if place < len(chain) else None
    if follower is not None and follower != link.row.hash and fits(before, link.row.data, follower):
        return _finding(Trouble.CHANGED, place, link, f"the hash kept with event {place} was changed")
    home = link.seq
    if home is not None and home != place and 0 < home <= len(chain):
        there = chain[home - 1].row
        if fits(there.prev, link.row.data, there.hash):
            return _finding(Trouble.REORDERED, place, link, f"event {place} holds the content of event {home}")
    told = f"the content of event {place} is not what was recorded"
    return _put_in(chain, place, before) or _finding(Trouble.CHANGED, place, link, told)


def _beside_itself(link: Link, place: int, stream: str) -> str | None:
    """What the bytes say of themselves, against the place and the columns they are kept with."""
    event = link.event
    if event is None:
        return f"event {place} is not a record of an event"
    if event.stream != stream:
        return f"event {place} belongs to the stream {event.stream!r}, not to {stream!r}"
    if event.seq != place:
        return f"event {place} calls itself event {event.seq}"
    return _wrong_column(event, link.row.columns)


def _wrong_column(event: Event, columns: Columns | None) -> str | None:
    recorded = Columns(event.seq, event.kind, event.at, event.recorded_at, event.actor.id)
    if columns is None or columns == recorded:
        return None
    name = next(name for name in _COLUMNS if getattr(columns, name) != getattr(recorded, name))
    says, truth = getattr(columns, name), getattr(recorded, name)
    return f"the column {name} of event {event.seq} says {says}, but {truth} was recorded"


def _place_of(chain: Sequence[Link], hash_: str) -> int | None:
    """The place of the event with that hash; 0 is the beginning."""
    if hash_ == GENESIS:
        return 0
    return next((place for place, link in enumerate(chain, 1) if link.row.hash == hash_), None)


def _event(row: Row) -> Event | None:
    try:
        return decode(row.data, row.prev, row.hash)
    except EvidenceDamaged:
        return None


def _finding(trouble: Trouble, seq: int, link: Link, text: str) -> Finding:
    return Finding(trouble, seq, link.kind, text)
