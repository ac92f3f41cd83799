"""No card number and no security code, ever: not in any field, not in any reason.

PCI DSS forbids keeping a security code after authorisation in any medium, and a card number on paper brings duties
that a fallback must not bring. A card number is 13 to 19 digits (ISO/IEC 7812-1) whose Luhn digit fits. What looks
like one and provably is something else is let go: an IBAN whose own check holds (ISO 13616), an article number of 13
digits whose own check digit holds (GS1), and an international telephone number, ``+`` or ``00`` and up to 13 digits
(ITU-T E.164).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["asks_for_a_card", "card_in", "card_reasons", "without_cards"]

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_RUN = re.compile(r"(\+ ?)?\d(?:[ \t./_*\u00b7\u2010-\u2015\u2212\u200b-\u200d\ufeff-]{0,3}\d)+")
_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn2?|security\s+code|card\s+(?:verification|security)\s*(?:code|number|value)?)"
    r"[\W_]{0,4}(?:(?:is|was|no|code|number)[\W_]{0,4})?\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn2?|cid|security\s*code|card\s*(?:verification|security|number|no\b|code)|(?:full\s+)?pan)\b",
    re.IGNORECASE,
)
_BARE_CODE = re.compile(r"\W*\d{3,4}\W*")
_SHORTEST, _LONGEST, _SHORTEST_CODE = 13, 19, 3


def card_reasons(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Why these texts, by what they are called, may not be kept; the reasons never repeat a text."""
    found = ((name, card_in(text) or _code_under(name, text)) for name, text in texts.items())
    return tuple(f"{name}: this looks like {what}; never write one down" for name, what in found if what)


def card_in(text: str) -> str | None:
    """What of a payment card a text seems to hold: ``a card number``, ``a security code``, or None."""
    plain = unicodedata.normalize("NFKC", text)
    digits = sum(map(str.isdecimal, plain))
    if digits < _SHORTEST_CODE:
        return None  # most of what people write, and not worth a search
    plain = _IBAN.sub(_drop_iban, plain)
    if digits >= _SHORTEST and any(_is_card(run) for run in _RUN.finditer(plain)):
        return "a card number"
    return "a security code" if _CODE.search(plain) else None


def asks_for_a_card(label: str) -> bool:
    """Whether a field, by what it is called, asks for a card number or a security code: no form may have one."""
    return _ASKS.search(label.replace("_", " ").replace("-", " ")) is not None


def without_cards(text: str) -> str:
    """The text with every stretch of digits that may be a card's left out, for logs of our own defects."""
    plain = _RUN.sub(lambda run: "(digits left out)" if _is_card(run) else run.group(), text)
    return _CODE.sub("(a code left out)", plain)


def _code_under(label: str, text: str) -> str | None:
    """A bare code of three or four digits in a field that asks for one."""
    return "a security code" if _BARE_CODE.fullmatch(text) and asks_for_a_card(label) else None


def _is_card(run: re.Match[str]) -> bool:
    groups = [_ascii(group) for group in re.findall(r"\d+", run.group())]
    whole = "".join(groups)
    if (run.group(1) or whole.startswith("00")) and _is_telephone(whole.removeprefix("00")):
        return False
    return any(_fits(part) for part in _spans(groups)) or any(_hidden(group) for group in groups)


def _is_telephone(digits: str) -> bool:
    """Up to 15 digits; but no number of 14 or 15 is in use in zones 30 to 39, where such cards begin."""
    return len(digits) <= 13 or (len(digits) <= 15 and not digits.startswith("3"))


def _spans(groups: list[str]) -> list[str]:
    """Every stretch of neighbouring groups that is as long as a card number."""
    spans = []
    for start in range(len(groups)):
        joined = ""
        for group in groups[start:]:
            joined += group
            if len(joined) > _LONGEST:
                break
            spans.append(joined)
    return spans


def _hidden(group: str) -> bool:
    """Whether one unbroken group begins or ends with a card number of the usual 15 or 16 digits."""
    return any(_fits(part) for size in (15, 16) if len(group) > size for part in (group[:size], group[-size:]))


def _fits(digits: str) -> bool:
    return _SHORTEST <= len(digits) <= _LONGEST and _luhn(digits) and len(set(digits)) > 1 and not _is_article(digits)


def _luhn(digits: str) -> bool:
    """The formula of ISO/IEC 7812-1, annex B."""
    doubled = "0246813579"
    return sum(int(doubled[int(d)]) if at % 2 else int(d) for at, d in enumerate(reversed(digits))) % 10 == 0


def _is_article(digits: str) -> bool:
    return len(digits) == 13 and sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10 == 0


def _drop_iban(found: re.Match[str]) -> str:
    iban = found.group().replace(" ", "")
    holds = int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1
    return " IBAN " if holds else found.group()


def _ascii(group: str) -> str:
    return "".join(str(unicodedata.digit(digit)) for digit in group)
