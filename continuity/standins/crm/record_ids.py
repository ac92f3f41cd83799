"""Record ids as the CRM gives them out: 15 characters that carry case, and 3 that guard it.

Source: the vendor's documentation of 15- and 18-character ids. The first three letters tell the object.
"""

from __future__ import annotations

__all__ = ["record_id", "serial_of"]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GUARDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def record_id(prefix: str, serial: int) -> str:
    """The 18-character id of the record with this serial number; ``801`` is the prefix of orders."""
    body = ""
    while serial:
        serial, rest = divmod(serial, len(_DIGITS))
        body = _DIGITS[rest] + body
    short = prefix + body.rjust(12, "0")
    return short + "".join(_guard(short[start : start + 5]) for start in (0, 5, 10))


def serial_of(prefix: str, id: str) -> int:
    """The serial number in an id of 15 or 18 characters; nought when no record can have that id."""
    serial = 0
    for letter in id[3:15]:
        serial = serial * len(_DIGITS) + max(0, _DIGITS.find(letter))
    known = record_id(prefix, serial)
    return serial if id in (known, known[:15]) else 0


def _guard(five: str) -> str:
    return _GUARDS[sum(1 << place for place, letter in enumerate(five) if letter.isupper())]
