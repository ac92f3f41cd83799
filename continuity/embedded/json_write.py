"""Write JSON byte for byte as Toxiproxy does: no spaces, ``<>&`` escaped, 32-bit floats in their shortest form."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Float32", "Out", "as_float32", "write_json"]

_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True)
class Float32:
    """A number of 32-bit precision."""

    value: float


Out = None | bool | int | str | Float32 | Sequence["Out"] | Mapping[str, "Out"]


def write_json(value: Out) -> bytes:
    """Render a value as UTF-8 JSON, keys in the order given."""
    return _text(value).encode()


def _text(value: Out) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Float32):
        return _float32(value.value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_string(key)}:{_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(_text(item) for item in value) + "]"
    return json.dumps(value)


def _string(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    for letter, escape in _HTML.items():
        quoted = quoted.replace(letter, escape)
    return quoted


def as_float32(value: float) -> float:
    """Round to 32-bit precision; raises ``OverflowError`` for what does not fit."""
    rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return rounded


def _float32(value: float) -> str:
    """Write the shortest decimal that reads back as the same number; exponents as in ECMAScript."""
    shortest = next(text for digits in range(1, 10) if _reads_back(text := f"{value:.{digits}g}", value))
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return f"{Decimal(shortest):f}"
    mantissa, exponent = shortest.split("e")
    return f"{mantissa}e{exponent[0]}{exponent[1:].lstrip('0')}"


def _reads_back(text: str, value: float) -> bool:
    try:
        return as_float32(float(text)) == value
    except OverflowError:
        return False
