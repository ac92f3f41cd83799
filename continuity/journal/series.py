"""Probe readings of a run: one JSON line each, in a file of their own, sealed into the journal by hash.

A reading is far too frequent to be an event. Lines are handed to the system as they come; ``seal`` makes them durable
and says what the file holds so far, and an event of kind ``series.sealed`` carries that into the chain.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from continuity.journal.bodies import JsonObject, NotRecordable, plain_object
from continuity.journal.folder import sync_folder
from continuity.journal.store import JournalUnavailable

__all__ = ["SERIES_SEALED", "Reading", "Seal", "SeriesRead", "SeriesWriter", "read_series", "whole_lines"]

SERIES_SEALED = "series.sealed"
"""The kind of the event whose body is a seal."""

Reading: TypeAlias = Mapping[str, "int | str | None"]
"""One reading: flat, of texts, integers, booleans and nothing."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a series file held when it was sealed: its first ``bytes`` bytes, in ``lines`` lines, have this SHA-256."""

    lines: int
    bytes: int
    sha256: str

    def body(self) -> JsonObject:
        """The body of the event that seals."""
        return {"lines": self.lines, "bytes": self.bytes, "sha256": self.sha256}

    @classmethod
    def from_body(cls, body: JsonObject) -> Seal:
        """Read a seal from such a body; raises ``ValueError`` when it is none."""
        match body:
            case {"lines": int(lines), "bytes": int(size), "sha256": str(digest)}:
                return cls(lines, size, digest)
        raise ValueError("the body has no lines, bytes and sha256")


@dataclass(frozen=True, slots=True)
class SeriesRead:
    """The readings of a file, and what in it is none, for people to see.

    ``torn`` is the incomplete last line that a crash left; ``unreadable`` numbers other lines that hold no reading.
    """

    readings: tuple[Reading, ...]
    torn: str | None = None
    unreadable: tuple[int, ...] = ()


def read_series(path: Path) -> SeriesRead:
    """Read a series file, missing as empty; whether it is what was sealed, ``evidence.verify`` says."""
    whole, torn = _split(path.read_bytes() if path.exists() else b"")
    lines = [_reading(line) for line in whole.split(b"\n")[:-1]]
    unreadable = tuple(number for number, reading in enumerate(lines, 1) if reading is None)
    return SeriesRead(tuple(reading for reading in lines if reading is not None), _shown(torn), unreadable)


def whole_lines(data: bytes) -> bytes:
    """What a series file holds but for the last line that is still being written, or that a crash left."""
    return _split(data)[0]


class SeriesWriter:
    """Adds readings to a run's file; one process writes, any number read.

    Opening drops the torn last line of a crashed writer, no more than that, and keeps it in ``torn``.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            whole, torn = _split(path.read_bytes())
            if torn:
                os.ftruncate(self._file, len(whole))
        except BaseException:
            os.close(self._file)
            raise
        self.torn = _shown(torn)
        self._lines = whole.count(b"\n")
        self._size = len(whole)
        self._digest = hashlib.sha256(whole)
        self._folder_is_safe = False

    def append(self, reading: Reading) -> None:
        """Add one reading; it outlives this process at once, and a power cut from the next seal on."""
        line = _line(reading)
        try:
            _write(self._file, line)
        except OSError as error:
            os.ftruncate(self._file, self._size)  # no half line for the next reading to be glued to
            raise JournalUnavailable(
                f"{self._path} cannot take a reading: {error}", hint="Make room on disk."
            ) from error
        self._lines += 1
        self._size += len(line)
        self._digest.update(line)

    def seal(self) -> Seal:
        """Make all readings so far durable and say what they are."""
        os.fsync(self._file)
        if not self._folder_is_safe:
            sync_folder(self._path.parent)
            self._folder_is_safe = True
        return Seal(self._lines, self._size, self._digest.copy().hexdigest())

    def close(self) -> None:
        """Close the file; sealing first is the caller's choice."""
        os.close(self._file)

    def __enter__(self) -> SeriesWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _line(reading: Reading) -> bytes:
    for key, value in reading.items():
        if isinstance(value, dict | list | tuple):
            raise NotRecordable(f"reading.{key} is nested; a reading is flat")
    checked = plain_object(reading, "reading")
    as_given = {key: checked[key] for key in reading}
    return json.dumps(as_given, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Whole lines, and the rest that has no end."""
    size = data.rfind(b"\n") + 1
    return data[:size], data[size:]


def _reading(line: bytes) -> Reading | None:
    try:
        reading: Reading = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return reading if isinstance(reading, dict) else None


def _shown(torn: bytes) -> str | None:
    return torn.decode(errors="backslashreplace") if torn else None
