"""A change of text files as a unified diff that ``git apply`` and ``patch -p1`` take from the workspace's folder.

There is no ``diff --git`` line: with one, git would look for the file from the repository's root, and a workspace may
be a folder in a repository.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

__all__ = ["unified"]

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified(path: str, before: bytes, after: bytes) -> bytes:
    """The change of one file, byte for byte also in its line breaks; nothing when there is none."""
    old, new = _lines(before.decode()), _lines(after.decode())
    name = f"{path}\t" if re.search(r"\s", path) else path
    head = iter((f"--- a/{name}\n", f"+++ b/{name}\n"))
    return "".join(_whole(head, difflib.unified_diff(old, new, "a", "b"))).encode()


def _whole(head: Iterator[str], lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(("--- a", "+++ b")) and (own := next(head, None)) is not None:
            yield own
        else:
            yield line if line.endswith("\n") else line + _NO_NEWLINE


def _lines(text: str) -> list[str]:
    """Only LF ends a line for git and patch; what precedes it is part of the line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
