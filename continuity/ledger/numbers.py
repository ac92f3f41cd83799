"""Form numbers: a prefix, a sequence number, a check digit: ``P26-0416-3``.

The same number is on the paper, in every batch and in the CRM, so reading one back is strict about what it says and
easy about how it is written: case, spaces and dashes do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from continuity.errors import Refused
from continuity.ledger.cards import card_in
from continuity.ledger.check_digit import check_digit
from continuity.plan.runbook import Numbering

__all__ = ["Series", "format_number", "format_numbers", "hundred_of", "normal_number", "parse_number", "series"]


@dataclass(frozen=True, slots=True)
class Series:
    """How the numbers of one range are written; drills and real outages have a series each."""

    prefix: str
    width: int
    check_digit: bool

    @property
    def last(self) -> int:
        """The highest sequence number that fits the width."""
        return int("9" * self.width)


def series(numbering: Numbering, *, drill: bool) -> Series:
    """The drill's series of a form, or the real one."""
    return Series(numbering.drill_prefix if drill else numbering.prefix, numbering.width, numbering.check_digit)


def format_number(series: Series, sequence: int) -> str:
    """Write a number; raises ``ValueError`` when the sequence does not fit the width."""
    if not 0 < sequence <= series.last:
        raise ValueError(f"{sequence} does not fit {series.prefix}{'n' * series.width}")
    digits = f"{sequence:0{series.width}d}"
    if not series.check_digit:
        return f"{series.prefix}{digits}"
    return f"{series.prefix}{digits}-{check_digit(digits, _so_far(series.prefix))}"


def format_numbers(series: Series, sequences: Iterable[int]) -> Iterator[str]:
    """Write many numbers at once, which is quicker where neighbours follow each other."""
    prefix, width, tens, so_far = series.prefix, series.width, None, 0
    for sequence in sequences:
        if not series.check_digit or not 0 < sequence <= series.last:
            yield format_number(series, sequence)
            continue
        digits = f"{sequence:0{width}d}"
        if digits[:-1] != tens:
            tens = digits[:-1]
            so_far = check_digit(tens, _so_far(prefix))
        yield f"{prefix}{digits}-{check_digit(digits[-1], so_far)}"


def hundred_of(number: str) -> str:
    """What a hundred neighbours have in common: the number without its last digits, and without its check digit."""
    return number[:-4] if number[-2:-1] == "-" else number[:-2]


@cache
def _so_far(prefix: str) -> int:
    return check_digit(prefix)


def parse_number(text: str, series: Series, *, without_check_digit: bool = False) -> int:
    """Read a number as people write it, and give its sequence; ``Refused`` says what is wrong with it.

    ``without_check_digit`` also takes a number whose check digit was left out.
    """
    plain, prefix = _bare(text), _bare(series.prefix)
    if card_in(text):
        raise Refused(f"This looks like {card_in(text)}, not like a form number", hint=_like(series))
    digits = plain.removeprefix(prefix)
    if not plain.startswith(prefix):
        raise Refused(f"{text.strip()}: this is no number of ours here; ours begin with {series.prefix}")
    if not (digits.isascii() and digits.isdecimal()):
        raise Refused(f"{text.strip()}: after {series.prefix} there are only digits", hint=_like(series))
    sequence = _sequence(text, digits, series, without_check_digit)
    if sequence == 0:
        raise Refused(f"{text.strip()}: there is no form 0", hint=_like(series))
    return sequence


def normal_number(text: str, series: Series, *, without_check_digit: bool = False) -> str:
    """A number as people write it, in the one way it is written everywhere."""
    return format_number(series, parse_number(text, series, without_check_digit=without_check_digit))


def _sequence(text: str, digits: str, series: Series, without_check_digit: bool) -> int:
    has_check = series.check_digit and len(digits) == series.width + 1
    if not has_check and len(digits) != series.width:
        raise Refused(f"{text.strip()}: {len(digits)} digits after {series.prefix}", hint=_like(series))
    if series.check_digit and not has_check and not without_check_digit:
        raise Refused(f"{text.strip()}: the check digit is missing", hint="It is the last digit, after the dash.")
    body = digits[: series.width]
    if has_check and check_digit(series.prefix + body) != int(digits[-1]):
        raise Refused(_does_not_fit(text.strip(), body, digits[-1], series))
    return int(body)


def _does_not_fit(text: str, body: str, check: str, series: Series) -> str:
    near = _near(body, int(check), series)
    return f"{text}: the check digit does not fit" + (f"; was it {format_number(series, near)}?" if near else "")


def _near(body: str, check: int, series: Series) -> int | None:
    """The closest sequence, by one wrong digit or two swapped ones, that this check digit does fit."""
    slips = [body[:at] + digit + body[at + 1 :] for at in range(len(body)) for digit in "0123456789"]
    slips += [body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in range(len(body) - 1)]
    fitting = [int(slip) for slip in slips if check_digit(series.prefix + slip) == check and int(slip)]
    return min(fitting, key=lambda slip: abs(slip - int(body)), default=None)


def _bare(text: str) -> str:
    """Letters and digits only, upper case; full-width digits and the like become plain ones."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()


def _like(series: Series) -> str:
    return f"Write it like {format_number(series, 1)}."
