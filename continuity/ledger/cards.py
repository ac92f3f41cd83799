"""No card number and no security code, ever: not in any field, not in any reason.

PCI DSS forbids keeping a security code after authorisation in any medium, and a card number on paper brings duties
that a fallback must not bring. ``card_numbers`` and ``card_codes`` say how the two are known; the page of a pack
(``cards.js``) holds to the same rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping

from continuity.ledger.card_codes import asks_for_a_card, code_places, has_lone_code
from continuity.ledger.card_numbers import SHORTEST, number_places, without_known

__all__ = ["asks_for_a_card", "blotted", "card_in", "card_reasons", "without_cards"]

_BLOT = "\u2588"
_FEWEST = 3
"""Digits of the shortest code."""
_ASCII_DIGITS = b"0123456789"
_IN_A_DATE = 8
"""Digits of the shortest thing that is known to be no card."""


def card_reasons(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Why these texts, by what they are called, may not be kept; the reasons never repeat a text."""
    found = ((name, card_in(text, name)) for name, text in texts.items())
    return tuple(f"{without_cards(name)}: this looks like {what}; never write one down" for name, what in found if what)


def card_in(text: str, label: str = "") -> str | None:
    """What of a payment card a text seems to hold: ``a card number``, ``a security code``, or None.

    ``label`` is what the field is called: under one that asks for a code, bare digits are one.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    digits = _digits_in(plain)
    if digits < _FEWEST:
        return None  # most of what people write, and not worth a search
    if digits >= _IN_A_DATE:
        plain = without_known(plain)
    if digits >= SHORTEST and any(True for _ in number_places(plain)):
        return "a card number"
    if any(True for _ in code_places(plain)) or (label and asks_for_a_card(label) and has_lone_code(plain)):
        return "a security code"
    return None


def _digits_in(plain: str) -> int:
    if plain.isascii():  # most texts; a third of the time
        return len(plain) - len(plain.encode().translate(None, _ASCII_DIGITS))
    return sum(map(str.isdecimal, plain))


def without_cards(text: str) -> str:
    """The text with every stretch of digits that may be a card's left out, for logs of our own defects."""
    plain = _replaced(text, list(number_places(text)), lambda _: "(digits left out)")
    plain = _replaced(plain, list(code_places(plain)), lambda _: "(a code left out)")
    return plain if card_in(plain) is None else _all_blotted(plain)


def blotted(text: str, label: str = "") -> str:
    """The text, as long as it was, with each digit blotted out that may be a card's."""
    if card_in(text, label) is None:
        return text
    plain = _replaced(text, [*number_places(text), *code_places(text)], _all_blotted)
    return plain if plain != text and card_in(plain, label) is None else _all_blotted(text)


def _replaced(text: str, places: list[tuple[int, int]], by: Callable[[str], str]) -> str:
    """The text with other words at these places; places that meet are one."""
    out, done = "", 0
    for start, end in _joined(places):
        out += text[done:start] + by(text[start:end])
        done = end
    return out + text[done:]


def _joined(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for first, last in sorted(places):
        if first > end:
            if end > 0:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > 0:
        yield start, end


def _all_blotted(text: str) -> str:
    return "".join(_BLOT if any(part.isdigit() for part in unicodedata.normalize("NFKC", one)) else one for one in text)
