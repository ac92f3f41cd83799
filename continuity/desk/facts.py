"""Between stored events and typed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import cast

from continuity.events import Body, Fact
from continuity.events.kinds import PRIVATE_KINDS, body_of, json_of
from continuity.journal.envelope import Draft, Event
from continuity.journal.sealed import Sealed
from continuity.journal.store import Store
from continuity.run.commands import Who
from continuity.run.words import refuse_cards
from continuity.structure import JsonObject

__all__ = ["draft_of", "fact_of", "facts", "facts_of"]

_AT_ONCE = 100
"""Events whose private texts are fetched together; a store reads as many at once."""


def facts(store: Store, stream: str, after: int = 0) -> Iterator[Fact[Body]]:
    """The facts of a stream that come after a sequence number, in order."""
    return facts_of(store.read(stream, after), store)


def facts_of(events: Iterable[Event], store: Store) -> Iterator[Fact[Body]]:
    """The typed facts of events that follow each other in one stream; private texts come from the store."""
    events = iter(events)
    while some := list(islice(events, _AT_ONCE)):
        first, last = some[0], some[-1]
        private = any(event.kind in PRIVATE_KINDS for event in some)
        texts = store.texts(first.stream, first.seq, last.seq) if private else {}
        yield from [fact_of(event, texts) for event in some]  # reading and folding in turn is slower by a tenth


def fact_of(event: Event, texts: Mapping[str, str]) -> Fact[Body]:
    """The typed fact of an event; private texts come by their digests, and are gone where they do not."""
    return Fact(
        event.seq,
        event.at,
        event.recorded_at,
        event.actor,
        body_of(event.kind, cast(JsonObject, event.body), texts),
        event.role,
        event.duty,
        event.on_behalf_of,
        event.corrects,
        event.source,
    )


def draft_of(
    body: Body, who: Who, at: int, salt: Callable[[], bytes], source: str | None = None, corrects: int | None = None
) -> Draft:
    """The event that says it, its private texts sealed; ``corrects`` is the event of the stream that it corrects.

    ``Refused`` when a name under it looks like a card number.
    """
    refuse_cards(None, who)
    sealed: dict[str, Sealed] = {}

    def seal(text: str) -> str:
        one = Sealed(salt(), text)
        digest = one.hash
        sealed[digest] = one
        return digest

    kind, written = json_of(body, seal)
    return Draft(
        kind,
        at,
        who.actor,
        written,
        role=who.role,
        duty=who.duty,
        on_behalf_of=who.on_behalf_of,
        corrects=corrects,
        source=source,
        sealed=sealed,
    )
