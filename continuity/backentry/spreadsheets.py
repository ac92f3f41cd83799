"""CSV files as CRM tools take and give them: written whole or not at all, read strictly."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from continuity.backentry.target import NotRead
from continuity.errors import Refused

__all__ = ["read_rows", "write_rows"]

_DELIMITERS = ",;\t"


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Put the rows in place of what was there, on the disk when this returns; the same content is left alone.

    UTF-8, commas, CRLF (RFC 4180). A cell that is absent is empty. ``Refused`` when the disk does not take it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    try:
        _put(path, text.getvalue().encode())
    except OSError as problem:
        hint = "Make room, or name another folder in back_entry."
        raise Refused(f"{path} cannot be written: {problem.strerror}", hint=hint) from None


def _put(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _fsync_folder(path.parent)


def read_rows(path: Path, wanted: Sequence[str], welcome: Sequence[str] = ()) -> list[dict[str, str]]:
    """Each row as column to text, those ``welcome`` where they are there.

    Headings may be in any case and order, cells be parted by ``, ;`` or tabs.

    Raises ``NotRead`` when the file is not there, lacks a column, or has a row of another length: never a part.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        raise NotRead(f"{path} cannot be read: {why}", "Export from the CRM as CSV in UTF-8.") from None
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heading = [name.strip().casefold() for name in next(lines, [])]
        there = [name for name in welcome if name.casefold() in heading]
        places = _places(path, heading, [*wanted, *there])
        return [_row(path, lines.line_num, cells, heading, places) for cells in lines if cells]
    except csv.Error as problem:
        raise NotRead(f"{path}:{lines.line_num}: {problem}", "Export it again.") from None


def _places(path: Path, heading: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    missing = [name for name in wanted if name.casefold() not in heading]
    if missing:
        raise NotRead(f"{path} has no column {missing[0]}", f"Export these columns: {', '.join(wanted)}.")
    return {name: heading.index(name.casefold()) for name in wanted}


def _row(
    path: Path, line: int, cells: Sequence[str], heading: Sequence[str], places: Mapping[str, int]
) -> dict[str, str]:
    if len(cells) != len(heading):
        raise NotRead(f"{path}:{line}: {len(cells)} cells under {len(heading)} headings", "Export it again.")
    return {name: cells[place] for name, place in places.items()}


def _fsync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
