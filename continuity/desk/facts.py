"""Between stored events and typed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from continuity.events import Body, Fact
from continuity.events.kinds import PRIVATE_KINDS, body_of, json_of
from continuity.journal.envelope import Draft, Event
from continuity.journal.sealed import Sealed
from continuity.journal.store import Store
from continuity.run.commands import Who
from continuity.run.words import refuse_cards
from continuity.structure import JsonObject

__all__ = ["draft_of", "fact_of", "facts"]


def facts(store: Store, stream: str, after: int = 0) -> Iterator[Fact[Body]]:
    """The facts of a stream that come after a sequence number, in order."""
    texts = store.sealed_texts(stream) if after == 0 else store
    return (fact_of(event, texts) for event in store.read(stream, after))


def fact_of(event: Event, texts: Mapping[str, str] | Store) -> Fact[Body]:
    """The typed fact of an event; private texts come from the mapping, or from the store one event at a time."""
    if not isinstance(texts, Mapping):
        texts = texts.texts(event.stream, event.seq) if event.kind in PRIVATE_KINDS else {}
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
