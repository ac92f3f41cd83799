"""Where card numbers stand in a text.

A card number is 13 to 19 digits (ISO/IEC 7812-1) whose Luhn digit fits. Two ways of writing one are known:

- **plainly**: digits with blanks, dashes, dots, slashes and the like between them, in groups of any size;
- **loosely**: with any other signs between them (commas, line breaks, colons, bars, brackets, many blanks). Signs like
  these also stand between numbers of their own, so the groups must then be those of a card, and the first digits too.

What looks like one and provably is something else is let go: an IBAN whose own check holds (ISO 13616), an article
number of 13 digits whose own check digit holds (GS1), a date (ISO 8601), and an international telephone number, ``+``
or ``00`` and up to 13 digits (ITU-T E.164).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["SHORTEST", "number_places", "without_known"]

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])")
_PLAIN_GAP = r"[ \t./_*\u00b7\u2010-\u2015\u2212\u200b-\u200d\ufeff-]{0,3}"
_PLAIN = re.compile(rf"(\+ ?)?\d(?:{_PLAIN_GAP}\d)+")
_LOOSE = re.compile(r"(\+[ (]?)?\d(?:[\W_]{0,8}\d)+")
_BLANKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_GROUP = re.compile(r"(\d+)([\W_]*)")
_BEGINS = re.compile(r"[3-6]|220[0-4]|22[3-9]|222[1-9]|2[3-6]|27[01]|2720")
"""How cards of people begin: the ranges that the schemes of payment cards have."""
SHORTEST, _LONGEST = 13, 19
_PRINTED = ((4, 6, 5), (4, 6, 4), (4, 4, 5))
"""Groups on cards of 15, 14 and 13 digits; on all others there are four digits in each but the last."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that stand together, the signs behind them, and where they begin."""

    digits: str
    gap: str
    at: int

    @property
    def size(self) -> int:
        return len(self.digits)


def number_places(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands that looks like a card number: from and to, as places in ``text``."""
    for run in _PLAIN.finditer(text):
        if _is_plain(run):
            yield run.span()
    for run in _LOOSE.finditer(text):
        yield from _loose_places(run)


def without_known(text: str) -> str:
    """The text, as long as it was, with letters in place of what provably is no card."""
    return _DATE.sub(_letters, _IBAN.sub(_iban, text))


def _is_plain(run: re.Match[str]) -> bool:
    groups = [_ascii(group) for group in re.findall(r"\d+", run.group())]
    if _is_telephone(run.group(1), "".join(groups)):
        return False
    return any(_fits(part) for part in _spans(groups)) or any(_hidden(group) for group in groups)


def _loose_places(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    groups = [_Group(_ascii(one[1]), one[2], run.start() + one.start()) for one in _GROUP.finditer(run.group())]
    if _is_telephone(run.group(1), "".join(group.digits for group in groups)):
        return
    for start in range(len(groups)):
        for end in range(start + 2, len(groups) + 1):
            digits = "".join(group.digits for group in groups[start:end])
            if len(digits) > _LONGEST:
                break
            if _BEGINS.match(digits) and _fits(digits) and _is_grouped(groups, start, end):
                yield groups[start].at, groups[end - 1].at + groups[end - 1].size


def _is_grouped(groups: list[_Group], start: int, end: int) -> bool:
    """Whether these groups are such as people make of one number, and not numbers of their own in a row."""
    sizes = tuple(group.size for group in groups[start:end])
    gaps = [group.gap for group in groups[start : end - 1]]
    if all(re.fullmatch(_PLAIN_GAP, gap) for gap in gaps):
        return False  # written plainly, and judged as such
    if sizes in _PRINTED or (set(sizes[:-1]) == {4} and sizes[-1] <= 4 and len(sizes) > 2):
        return True
    if set(sizes) == {1}:
        return len(set(gaps)) == 1
    if set(sizes) in ({2}, {3}):
        return len(set(gaps)) == 1 and len(gaps[0]) == 1
    # One number with a single sign, or the end of a line, somewhere in it.
    return len(groups) == 2 and (len(gaps[0]) == 1 or _BLANKS.fullmatch(gaps[0]) is not None)


def _is_telephone(plus: str | None, digits: str) -> bool:
    """Up to 15 digits; but no number of 14 or 15 is in use in zones 30 to 39, where such cards begin."""
    if not plus and not digits.startswith("00"):
        return False
    called = digits.removeprefix("00")
    return len(called) <= 13 or (len(called) <= 15 and not called.startswith("3"))


def _spans(groups: list[str]) -> Iterator[str]:
    """Every stretch of neighbouring groups that is no longer than a card number."""
    for start in range(len(groups)):
        joined = ""
        for group in groups[start:]:
            joined += group
            if len(joined) > _LONGEST:
                break
            yield joined


def _hidden(group: str) -> bool:
    """Whether one unbroken group begins or ends with a card number of the usual 15 or 16 digits."""
    return any(_fits(part) for size in (15, 16) if len(group) > size for part in (group[:size], group[-size:]))


def _fits(digits: str) -> bool:
    return SHORTEST <= len(digits) <= _LONGEST and _luhn(digits) and len(set(digits)) > 1 and not _is_article(digits)


def _luhn(digits: str) -> bool:
    """The formula of ISO/IEC 7812-1, annex B."""
    doubled = "0246813579"
    return sum(int(doubled[int(d)]) if at % 2 else int(d) for at, d in enumerate(reversed(digits))) % 10 == 0


def _is_article(digits: str) -> bool:
    return len(digits) == 13 and sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10 == 0


def _iban(found: re.Match[str]) -> str:
    iban = found.group().replace(" ", "")
    holds = int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1
    return _letters(found) if holds else found.group()


def _letters(found: re.Match[str]) -> str:
    return "x" * len(found.group())


def _ascii(group: str) -> str:
    return "".join(str(unicodedata.digit(digit)) for digit in group)
