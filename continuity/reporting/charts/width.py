"""How wide a text is, near enough to keep it inside its bar.

Widths are those of DejaVu Sans, rounded up to 20/1000 of an em: among the fonts that ``system-ui`` may stand for
it is one of the widest, so that what fits here fits elsewhere.
"""

from __future__ import annotations

import unicodedata
from functools import cache

__all__ = ["fit", "text_width"]

WIDTHS = (
    (280, "'ijl"),
    (300, "IJ"),
    (320, " ,."),
    (340, "/:;\\|"),
    (360, "f"),
    (380, "-"),
    (400, "()[]t·"),
    (420, "!r"),
    (460, '"'),
    (500, "*_`–“”"),
    (540, "?sz"),
    (560, "Lc"),
    (580, "Fk"),
    (600, "vxy"),
    (620, "PTYaeo"),
    (640, "$0123456789ESbdghnpqu{}"),
    (660, "K"),
    (700, "ABCRVXZ"),
    (740, "U"),
    (760, "HN"),
    (780, "&DG"),
    (800, "OQ"),
    (820, "w"),
    (840, "#+<=>^~→−"),
    (880, "M"),
    (960, "%"),
    (980, "m"),
    (1000, "@W…"),
)
OTHER = 900
WIDE = 1300
"""East Asian letters and most pictographs."""
BOLD = 1.2


@cache
def _table() -> dict[str, int]:
    return {letter: width for width, letters in WIDTHS for letter in letters}


def _letter(letter: str) -> int:
    if unicodedata.combining(letter) or letter in "\u200b\u200d\ufe0f":
        return 0
    if letter == "\u00a0":
        return 320
    known = _table().get(letter)
    if known is not None:
        return known
    return WIDE if unicodedata.east_asian_width(letter) in "WF" else OTHER


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in the units of ``size``; accents take no room of their own."""
    total = sum(_letter(letter) for letter in unicodedata.normalize("NFD", text))
    return total * size / 1000 * (BOLD if bold else 1)


def fit(text: str, room: float, size: float, bold: bool = False, least: int = 4) -> str:
    """The text, or as much of it as fits with an ellipsis; empty when fewer than ``least`` letters would be left."""
    if text_width(text, size, bold) <= room:
        return text
    for end in range(len(text) - 1, least - 1, -1):
        short = text[:end].rstrip(" ,;:-–·") + "…"
        if text_width(short, size, bold) <= room:
            return short
    return ""
