"""CSV files that people hand in: orders, an app's log, payments. What is wrong with a row is told with its line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from continuity.clock import Clock
from continuity.errors import Refused, UsageProblem
from continuity.events.ledger import SystemRecord
from continuity.events.stations import Payment
from continuity.ledger.cards import card_reasons, without_cards
from continuity.ledger.elsewhere import AppSale
from continuity.units import parse_money

__all__ = ["AppLog", "Row", "Sheet", "read_app_log", "read_moment", "read_payments", "read_sheet"]

_APP_LOG = ("number", "outcome", "total", "currency", "customer", "phone", "at")
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: where it stands, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file; ``digest`` is the SHA-256 of its bytes."""

    name: str
    digest: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AppLog:
    """What an order app's log says: what it saw accepted, and what was under way."""

    source: str
    in_flight: tuple[str, ...]
    accepted: tuple[SystemRecord, ...]
    sales: tuple[AppSale, ...]
    unread: tuple[str, ...] = ()
    """Columns that mean nothing to us."""


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file in UTF-8 (comma, semicolon, tab); ``UsageProblem`` when it is none, or names a column twice."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise UsageProblem(f"{path} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path} is not UTF-8", hint="Save it as CSV in UTF-8.") from None
    first = text.splitlines()[0] if text.strip() else ""
    comma = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma)
    try:
        columns = tuple(name.strip() for name in reader.fieldnames or ())
    except csv.Error as problem:
        raise UsageProblem(f"{path}: line 1: {problem}") from None
    twice = [name for name in dict.fromkeys(columns) if name and columns.count(name) > 1]
    if twice:
        shown = ", ".join(map(without_cards, twice))
        raise UsageProblem(
            f"{path} has two columns called {shown}", hint="Leave one out, so that it is clear which holds."
        )
    try:
        read = ((reader.line_num, _cells(row)) for row in reader)
        rows = tuple(Row(line, cells) for line, cells in read if any(cells.values()))
    except csv.Error as problem:
        raise UsageProblem(f"{path}: line {reader.line_num}: {problem}") from None
    return Sheet(path.name, hashlib.sha256(data).hexdigest(), columns, rows)


def _cells(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    """By column; cells beyond the last column are named by a star, so that they are not lost in silence."""
    pairs = ((key, value) for key, value in row.items() if isinstance(key, str) and isinstance(value, str))
    cells = {key.strip(): value.strip() for key, value in pairs}
    beyond = row.get(None)
    return {**cells, "*": " ".join(beyond)} if isinstance(beyond, list) else cells


def _read_plain(path: Path, wanted: Sequence[str], known: Sequence[str]) -> Sheet:
    """The same with headings in small letters; ``UsageProblem`` without a column that is wanted, or with one twice."""
    sheet = read_sheet(path)
    columns = tuple(name.casefold() for name in sheet.columns)
    if absent := [name for name in wanted if name not in columns]:
        has = f"It has: {', '.join(map(without_cards, sheet.columns))}." if columns else "It is empty."
        raise UsageProblem(f"{path} has no column {', '.join(absent)}", hint=has)
    if twice := [name for name in known if columns.count(name) > 1]:
        raise UsageProblem(f"{path} has two columns called {twice[0]}", hint="Leave one out.")
    rows = tuple(Row(row.line, {name.casefold(): text for name, text in row.cells.items()}) for row in sheet.rows)
    return Sheet(sheet.name, sheet.digest, columns, rows)


def read_app_log(path: Path, currency: str, moment: Callable[[str], int]) -> AppLog:
    """The log of an order app: ``number``, and if it says so ``outcome``, ``total``, ``currency``.

    With ``customer`` or ``phone``, and ``at``, it also says who ordered, and when; ``moment`` reads such a time.
    """
    sheet = _read_plain(path, ("number",), _APP_LOG)
    in_flight, accepted, sales, problems = [], [], [], []
    for row in sheet.rows:
        number = row.cells.get("number", "")
        read = {name: row.cells[name] for name in _APP_LOG if name in row.cells}
        cards = [f"line {row.line}: {words}" for words in card_reasons(read)]
        problems += cards or ([] if number else [f"line {row.line}: there is no number"])
        try:
            at = moment(row.cells["at"]) if row.cells.get("at") else None
        except UsageProblem as problem:
            problems.append(f"line {row.line}: {problem.message}")
            continue
        customer = tuple(filter(None, (row.cells.get("customer"), row.cells.get("phone"))))
        if number and customer:
            sales.append(AppSale(number, customer, at))
        if row.cells.get("outcome", "").casefold() != "accepted":
            in_flight.append(number)
            continue
        try:
            money = parse_money(row.cells.get("total") or "0", row.cells.get("currency") or currency)
            accepted.append(SystemRecord(number, "", money.minor, money.currency))
        except ValueError as problem:
            problems.append(f"line {row.line}: {without_cards(str(problem))}")
    if problems:
        raise Refused(f"nothing of {path} was taken", problems)
    held = tuple(one for one in accepted if one.number)
    unread = tuple(name for name in sheet.columns if name and name not in _APP_LOG)
    return AppLog(path.name, tuple(one for one in in_flight if one), held, tuple(sales), unread)


def read_payments(path: Path, currency: str) -> tuple[Payment, ...]:
    """The gateway's list: ``reference``, ``amount``, and if it says so ``currency``."""
    sheet = _read_plain(path, ("reference", "amount"), ("reference", "amount", "currency"))
    found, problems = [], []
    for row in sheet.rows:
        try:
            money = parse_money(row.cells["amount"], row.cells.get("currency") or currency)
        except ValueError as problem:
            problems.append(f"line {row.line}: {without_cards(str(problem))}")
            continue
        if not row.cells["reference"]:
            problems.append(f"line {row.line}: there is no reference")
        found.append(Payment(row.cells["reference"], money.minor, money.currency))
    if problems:
        raise Refused(f"nothing of {path} was taken", problems)
    return tuple(found)


def read_moment(text: str, time_zone: str, clock: Clock) -> int:
    """A time as people write it, in milliseconds UTC; without a zone it is the organisation's, ``16:30`` is today."""
    zone = ZoneInfo(time_zone)
    today = datetime.fromtimestamp(clock.now() / 1000, zone).date().isoformat()
    plain = f"{today}T{text}" if len(text) <= 8 and ":" in text else text
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        raise UsageProblem(
            f"{without_cards(text)!r} is no time", hint="Write it like 2026-11-22T16:30, or 16:30 for today."
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
        _refuse_strange_hour(moment)
    millis = round(moment.timestamp() * 1000)
    if millis < 0:
        raise UsageProblem(f"{without_cards(text)!r} is before 1970", hint="Look at the year.")
    return millis


def _refuse_strange_hour(moment: datetime) -> None:
    """In the two nights of a year when clocks change, an hour does not exist, and another comes twice."""
    first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return
    if first < second:
        hint = "Clocks were put forward over it: look at the clock again."
        raise UsageProblem(f"{moment:%Y-%m-%d} had no {moment:%H:%M}", hint=hint)
    both = " or ".join(one.isoformat(timespec="minutes") for one in (moment, moment.replace(fold=1)))
    raise UsageProblem(f"{moment:%Y-%m-%d} had {moment:%H:%M} twice", hint=f"Say which: {both}.")
