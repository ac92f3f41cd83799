"""Bytes of one file, read with care: bounded, regular files only, UTF-8 only."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from continuity.workspace.document import Spot

__all__ = ["LARGEST_FILE", "Unreadable", "read_bytes", "read_text"]

LARGEST_FILE = 1024 * 1024
"""Bytes; a runbook of 30 steps has about 10 000."""

_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """A file that cannot be read as text: which code, where, why, what to do."""

    def __init__(self, code: str, message: str, hint: str, spot: Spot = (1, 1)) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.spot = spot


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file of at most ``LARGEST_FILE``; raises ``Unreadable``."""
    try:
        # A pipe would make open() wait for ever; what is not a plain file is never opened.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Unreadable("file-unreadable", "this is not a file", "Put a text file here.")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        raise Unreadable(
            "file-unreadable", f"this file cannot be read: {reason}", "Look at its name and its rights."
        ) from error
    if len(data) > LARGEST_FILE:
        raise Unreadable(
            "file-too-large", "this file is larger than 1 MiB", "Split it; a runbook of 30 steps has about 10 KB."
        )
    return data


def read_text(data: bytes) -> str:
    """The text of UTF-8 bytes, without a byte order mark; raises ``Unreadable``."""
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            raise Unreadable("file-encoding", f"this file is saved as {name}", "Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise Unreadable("file-binary", "this file is not text", "Put a text file here.") from error
        raise Unreadable(
            "file-encoding",
            f"the byte {data[error.start]:#04x} is not UTF-8",
            "Save the file as UTF-8.",
            _spot(data[: error.start].decode("utf-8-sig")),
        ) from error
    if found := _NOT_TEXT.search(text):
        spot = _spot(text[: found.start()])
        if found.group() == "\0":
            raise Unreadable("file-binary", "this file is not text", "Put a text file here.", spot)
        raise Unreadable(
            "yaml-control-character",
            f"an invisible control character ({ord(found.group()):#04x}) is here",
            "Take it out.",
            spot,
        )
    return text


def _spot(before: str) -> Spot:
    return before.count("\n") + 1, len(before) - before.rfind("\n")
