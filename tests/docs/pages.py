"""The documentation as data: its pages, and the command lines on them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))),
)
_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(continuity(?: [^`\n]+)?)`")


@dataclass(frozen=True, slots=True)
class Line:
    """A command line: the page it stands on, its words, and whether readers run it as it stands (a ``sh`` block)."""

    page: str
    text: str
    runs: bool

    @property
    def words(self) -> list[str]:
        """As a shell splits it, without a comment."""
        return shlex.split(self.text, comments=True)


def text_of(page: str) -> str:
    """A page as it stands."""
    return (ROOT / page).read_text("utf-8")


def in_blocks(page: str) -> list[Line]:
    """The lines of a page's blocks that call the program or change folder, in order."""
    found = []
    for kind, block in _FENCE.findall(text_of(page)):
        if kind in ("", "sh"):
            lines = (line.strip() for line in block.splitlines())
            found += [Line(page, line, kind == "sh") for line in lines if re.match(r"(continuity|cd)( |$)", line)]
    return found


def inline(page: str) -> list[Line]:
    """The calls that stand within sentences; they may have placeholders."""
    without_blocks = _FENCE.sub("", text_of(page))
    return [Line(page, text, False) for text in _INLINE.findall(without_blocks)]
