"""Words that people say into the record, and in whose name: no card number, ever (PCI DSS; see ``ledger.cards``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from types import NoneType

from continuity.errors import Refused
from continuity.ledger.cards import card_in, card_reasons
from continuity.run.commands import Command, Who

__all__ = ["no_card", "refuse_cards"]

_HINT = "Keep the payment's reference, or the last four digits."
_OURS = ("sha256",)
"""What a program worked out, and nobody typed."""


def no_card(text: str, what: str) -> str:
    """The text as it is; ``Refused``, without repeating it, when it seems to hold a card number."""
    reasons = card_reasons({what: text})
    if reasons:
        raise Refused("This was not written down", reasons, _HINT)
    return text


def refuse_cards(command: Command | None, who: Who, known: Callable[[], Collection[str]] = tuple) -> None:
    """Raise ``Refused`` when a word of a command, or a name under it, seems to hold a card number.

    What stands in fields of forms and steps is judged under their labels, where they are known; here their names are.
    ``known`` gives the numbers that the run knows already: one of ours is no card, whatever its digits.
    """
    for what, text in (
        ("the person", who.actor.id),
        ("the person", who.on_behalf_of),
        ("the role", who.role),
        ("the duty", who.duty),
    ):
        if text and not _may_be_named(text):
            no_card(text, what)
    for what, text in _spoken(command, "") if command is not None else ():
        if card_in(text) and text not in known():
            no_card(text, what)


@lru_cache(maxsize=1_000)
def _may_be_named(text: str) -> bool:
    """The same few names stand under every event of a run, so each is looked at once."""
    return card_in(text) is None


def _spoken(value: object, what: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield what, value
    elif isinstance(value, (int, NoneType)):
        return
    elif isinstance(value, tuple):
        for number, one in enumerate(value, 1):
            yield from _spoken(one, f"{what} {number}")
    elif isinstance(value, Mapping):
        yield from (("the name of a field", str(name)) for name in value)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, called in _called(type(value)):
            said = getattr(value, name)
            if type(said) is str:  # most are
                yield called, said
            elif said is not None:
                yield from _spoken(said, called)


@cache
def _called(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a kind of command that people speak in, each with what it is called."""
    names = (field.name for field in fields(kind) if field.name not in _OURS)
    return tuple((name, f"the {name.rstrip('_').replace('_', ' ')}") for name in names)
