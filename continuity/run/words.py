"""Words that people say into the record, and in whose name: no card number, ever (PCI DSS; see ``ledger.cards``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass

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
    names = (
        ("the person", who.actor.id),
        ("the person", who.on_behalf_of),
        ("the role", who.role),
        ("the duty", who.duty),
    )
    spoken = [*((what, text) for what, text in names if text), *_spoken(command, "")]
    for what, text in spoken:
        if card_in(text) and text not in known():
            no_card(text, what)


def _spoken(value: object, what: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield what, value
    elif isinstance(value, Mapping):
        yield from (("the name of a field", str(name)) for name in value)
    elif isinstance(value, tuple):
        for number, one in enumerate(value, 1):
            yield from _spoken(one, f"{what} {number}")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _OURS:
                yield from _spoken(getattr(value, field.name), f"the {field.name.rstrip('_').replace('_', ' ')}")
