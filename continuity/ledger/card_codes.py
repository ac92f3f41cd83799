"""Where security codes stand in a text, and which names of fields ask for card data.

Three or four digits are everywhere, so a code is known by its name beside it: English, German or French, with nothing
but signs and small words between the two (``CVV code is 123``), or the code first (``123 is the CVV``). Of a PIN, which
may not be kept either, only what is written in capitals is known: a pin can be many things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["asks_for_a_card", "code_places", "has_lone_code"]

_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
"""Neither a letter nor a digit stands before it, or behind it."""
_GAP = r"[\W_]{0,4}"
_SURE = r"cvv[23]?|cvc[23]?|cvn2?"
_SHORT = r"(?:csc|cid|cav2?)(?![-_/.]?\d)"
"""Names that are also beginnings of article numbers: ``CSC-123`` is none."""
_WORDS = (
    r"security[\W_]{0,2}code|card[\W_]{0,2}(?:verification|validation|security|identification)"
    r"(?:[\W_]{0,2}(?:code|number|value))?|"
    r"kartenpr(?:ü|ue)f(?:nummer|ziffer)|pr(?:ü|ue)fziffer|sicherheitscode|"
    r"code[\W_]{1,2}(?:de[\W_]{1,2})?s[ée]curit[ée]|code[\W_]{1,2}de[\W_]{1,2}v[ée]rification|"
    r"cryptogramme(?:[\W_]{1,2}visuel)?|pin[\W_]?code|code[\W_]{1,2}pin"
)
_NAME = rf"(?:{_SURE}|{_SHORT}|{_WORDS})"
_NAMES = re.compile(rf"{_NAME}|PIN", re.IGNORECASE)
_SMALL = (
    r"(?:(?:is|was|are|the|a|an|on|of|at|in|for|it|its|his|her|their|our|your|my|back|front|side|rear|card|code|number|no|"
    r"nr|value|reads|says|(?:[34]|three|four)?[\W_]?digits?|visa|mastercard|amex|"
    r"ist|war|lautet|der|die|das|dem|auf|von|vom|am|hinten|rückseite|karte|nummer|ziffer|"
    r"est|était|le|la|les|l|de|du|des|sur|au|à|dos|carte|numéro|visuel)(?![^\W\d_]))"
)
"""The small words that may stand between a name and a code."""
_DIGITS = r"(?:\d(?:[\W_]{1,3}\d){2,3}(?![\W_]{0,3}\d)|\d{3,4}(?!\d))"
_IS = r"(?:is|was|as|ist|war|als|est|était)"
_CODES = (
    re.compile(rf"{_BEFORE}{_NAME}(?:{_GAP}{_SMALL}){{0,6}}{_GAP}{_DIGITS}", re.IGNORECASE),
    re.compile(
        rf"(?<!\d){_DIGITS}(?:[\W_]{{1,4}}{_IS}[\W_]{{1,4}}|[\W_]{{0,3}}=[\W_]{{0,3}})"
        rf"(?:{_SMALL}[\W_]{{1,4}}){{0,4}}{_NAME}{_AFTER}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\d){_DIGITS}(?:[ \t-]{{0,2}}(?:{_SURE}){_AFTER}|[ \t]?\([ \t]?{_NAME}[ \t]?\))", re.IGNORECASE),
    re.compile(rf"{_BEFORE}PIN(?![-_/.]?\d)(?:{_GAP}{_SMALL}){{0,6}}{_GAP}\d{{4}}(?!\d)"),
)
_LONE = re.compile(rf"(?<!\d){_DIGITS}")
_CARD = (
    r"card[\W_]{0,2}(?:number|num|no|nr|code|digits|verification|validation|security)|"
    r"(?:kredit|debit|bank|zahl|ec|giro)?[\W_]?karten?[\W_]{0,2}(?:nummer|nr|no)|"
    r"(?:num[ée]ro|n°|no)[\W_]{0,2}(?:de[\W_]{1,2})?(?:la[\W_]{1,2})?carte|(?:full[\W_]{1,2})?pan|"
    r"pin[\W_]{0,2}(?:number|no|nr|nummer)|(?:card|karten)[\W_]?pin"
)
_ASKS = (
    re.compile(rf"{_BEFORE}(?:{_SURE}|csc|cid|cav2?|{_WORDS}|{_CARD}){_AFTER}", re.IGNORECASE),
    re.compile(rf"{_BEFORE}(?:card|karten?|carte|pin)[\W_]{{0,2}}#", re.IGNORECASE),
    re.compile(
        r"\A[\W_]*(?:(?:the|your|his|her|their|customer|client|customer['’]s|client['’]s)[\W_]{1,2})?"
        r"(?:(?:credit|debit|payment|bank)[\W_]{0,2}cards?|(?:kredit|debit|bank|zahlungs|ec)[\W_]?karte|"
        r"carte[\W_]{1,2}(?:bancaire|bleue|(?:de[\W_]{1,2})?(?:cr[ée]dit|paiement))|pin)"
        r"[\W_]*(?:\([^)]*\))?[\W_]*\Z",
        re.IGNORECASE,
    ),
    re.compile(rf"{_BEFORE}PIN[\W_]*\Z"),
)


def code_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a security code stands beside its name: from and to, as places in ``text``."""
    if text.upper() == text.lower() or _NAMES.search(text) is None:
        return  # a number, a date, an amount; or words without a name of a code
    for pattern in _CODES:
        for found in pattern.finditer(text):
            yield found.span()


@lru_cache(maxsize=1_000)
def asks_for_a_card(label: str) -> bool:
    """Whether a field, by what it is called, asks for a card number, a security code or a PIN: no form may have one."""
    return any(pattern.search(label) for pattern in _ASKS)


def has_lone_code(text: str) -> bool:
    """Whether three or four digits stand alone in it, which is enough under a label that asks for a code."""
    return _LONE.search(text) is not None
