"""Durations and money: how people write them, how the code holds them.

Durations are integer milliseconds, written ``90s``, ``15m``, ``1h30m``, ``2d``.
Money is an integer of minor units with an ISO 4217 code; both are never floats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["DURATION", "Money", "duration", "long_duration", "parse_duration", "parse_money", "short_duration"]

DURATION = r"^(?=.)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?(?:(\d{1,6})ms)?$"
"""The one pattern for durations; the JSON Schemas use the same text."""

_SHAPE = re.compile(DURATION, re.ASCII)
_FACTORS = (86_400_000, 3_600_000, 60_000, 1_000, 1)
_TWO_DECIMALS = re.compile(r"^(-)?(\d{1,12})(?:[.,](\d{1,3}))?", re.ASCII)
_MINOR_DIGITS = {
    **dict.fromkeys(("JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF"), 0),
    **dict.fromkeys(("BHD", "KWD", "OMR", "TND"), 3),
}


def parse_duration(text: str) -> int:
    """Read ``1h30m`` as milliseconds; raises ``ValueError`` that says how to write it."""
    match = _SHAPE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a duration; write it like 90s, 15m, 1h30m or 2d")
    return sum(int(part) * factor for part, factor in zip(match.groups(), _FACTORS, strict=True) if part)


def duration(millis: int) -> str:
    """Write milliseconds the way people write them in files: ``1h30m``; nought is ``0s``."""
    parts = []
    rest = millis
    for factor, unit in zip(_FACTORS, ("d", "h", "m", "s", "ms"), strict=True):
        count, rest = divmod(rest, factor)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def short_duration(millis: int) -> str:
    """Write milliseconds for a screen, to the precision that people read: ``45 s``, ``18 min``, ``2 h 05``."""
    sign = "-" if millis < 0 else ""
    seconds = abs(millis) // 1000
    if seconds < 90:
        return f"{sign}{seconds} s"
    minutes = seconds // 60
    if minutes < 120:
        return f"{sign}{minutes} min"
    return f"{sign}{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{sign}{minutes // 60} h"


def long_duration(millis: int) -> str:
    """Write milliseconds as a running clock: ``00:21:07``."""
    sign = "-" if millis < 0 else ""
    seconds = abs(millis) // 1000
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one currency (ISO 4217)."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        """Add; two currencies cannot be added."""
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        """``21 340.00 EUR``, thousands apart, as ISO 80000-1 writes numbers."""
        digits = _MINOR_DIGITS.get(self.currency, 2)
        whole, rest = divmod(abs(self.minor), 10**digits)
        sign = "-" if self.minor < 0 else ""
        grouped = f"{whole:,}".replace(",", " ")
        return f"{sign}{grouped}.{rest:0{digits}d} {self.currency}" if digits else f"{sign}{grouped} {self.currency}"


@lru_cache(maxsize=100)
def parse_money(text: str, currency: str) -> Money:
    """Read ``1180``, ``1 180.00`` or ``1180,5``; raises ``ValueError`` that says how to write it."""
    digits = _MINOR_DIGITS.get(currency, 2)
    match = _TWO_DECIMALS.fullmatch(text.strip().removesuffix(currency).replace(" ", "").replace("\u00a0", ""))
    decimals = (match.group(3) or "") if match else ""
    if not match or len(decimals) > digits:
        raise ValueError(f"{text!r} is not an amount in {currency}; write it like 1180.00")
    minor = int(match.group(2)) * 10**digits + int(decimals.ljust(digits, "0") or 0)
    return Money(-minor if match.group(1) else minor, currency)
