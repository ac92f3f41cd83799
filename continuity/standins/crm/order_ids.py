"""Record ids as the CRM gives them out: 15 characters that carry case, and 3 that guard it.

Source: the vendor's documentation of 15- and 18-character ids. ``801`` is the key prefix of Order.
"""

from __future__ import annotations

__all__ = ["order_id"]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GUARDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def order_id(serial: int) -> str:
    """The 18-character id of the order with this serial number."""
    body = ""
    while serial:
        serial, rest = divmod(serial, len(_DIGITS))
        body = _DIGITS[rest] + body
    short = "801" + body.rjust(12, "0")
    return short + "".join(_guard(short[start : start + 5]) for start in (0, 5, 10))


def _guard(five: str) -> str:
    return _GUARDS[sum(1 << place for place, letter in enumerate(five) if letter.isupper())]
