"""What people write in a field, checked by the field's type; every message names the field and the way to write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from continuity.plan.runbook import Field
from continuity.units import parse_money

__all__ = ["LONGEST", "bare", "field_reasons", "is_written", "meant", "same_text"]

LONGEST = 2_000
"""Characters in one field: a long remark, not a document."""

_SIGNS = re.compile(r"[\W_]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{3,}(?: ?(?:x|ext\.?|-) ?\d{1,6})?", re.IGNORECASE)


def field_reasons(field: Field, text: str, currency: str) -> tuple[str, ...]:
    """Why this text does not fit the field; nothing when it does. An empty text is one left out."""
    if not text:
        return (f"{field.label} is missing",) if field.required else ()
    if len(text) > LONGEST:
        return (f"{field.label} is longer than {LONGEST} characters",)
    if not text.isprintable() and any(_is_control(letter) for letter in text):
        return (f"{field.label} holds characters that cannot be printed",)
    reason = _CHECKS[field.type](field, text, currency)
    return (f"{field.label}: {reason}",) if reason else ()


def bare(text: str | None) -> str:
    """Letters and digits alone, in small letters: how texts are compared that people write in many ways."""
    plain = (text or "").casefold()
    if plain.isascii():  # nearly every text, and a quarter of the time
        return plain.encode().translate(None, _ASCII_SIGNS).decode()
    return _SIGNS.sub("", plain)


def meant(field: Field, text: str, currency: str) -> str:
    """What a text says in this field, however it is written: ``49,90`` and ``49.90 EUR`` are one amount."""
    plain = text.strip()
    if field.type == "money":
        with suppress(ValueError):
            return str(parse_money(plain, currency))
    if field.type == "number" and _NUMBER.fullmatch(plain):
        return str(Decimal(plain.replace(",", ".")).normalize())
    return bare(plain) if field.type == "phone" else _words(plain)


def same_text(field: Field, one: str, other: str) -> bool:
    """Whether two ways of writing say the same: numbers by value, words without regard to case and blanks."""
    if field.type == "number" and _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        return Decimal(one.replace(",", ".")) == Decimal(other.replace(",", "."))
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def is_written(text: str) -> bool:
    """Whether there is anything to see in it; blanks and signs without a width are nothing."""
    return (text.isascii() and bool(text.strip())) or any(_is_seen(letter) for letter in text)


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "ZC"


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t"


def _text(field: Field, text: str, currency: str) -> str | None:  # noqa: ARG001 - the shape of every check
    return None


def _number(field: Field, text: str, currency: str) -> str | None:  # noqa: ARG001
    if not _NUMBER.fullmatch(text):
        return "not a number; write it like 12 or 2.5"
    return "an order is of more than none" if field.means == "quantity" and not _is_some(text) else None


def _is_some(number: str) -> bool:
    return Decimal(number.replace(",", ".")) > 0


def _money(field: Field, text: str, currency: str) -> str | None:
    try:
        amount = parse_money(text, currency)
    except ValueError:
        return f"not an amount in {currency}; write it like 1180.00"
    return "an order's total is not below nought" if field.total and amount.minor < 0 else None


def _choice(field: Field, text: str, currency: str) -> str | None:  # noqa: ARG001
    return None if text in field.options else f"choose one of {', '.join(field.options)}"


def _datetime(field: Field, text: str, currency: str) -> str | None:  # noqa: ARG001
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return "not a date and time; write it like 2026-11-22 16:30"
    return None


def _phone(field: Field, text: str, currency: str) -> str | None:  # noqa: ARG001
    return None if _PHONE.fullmatch(text) else "not a telephone number; write it like +33 2 98 00 00 00"


_CHECKS: Mapping[str, Callable[[Field, str, str], str | None]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "choice": _choice,
    "datetime": _datetime,
    "phone": _phone,
}
