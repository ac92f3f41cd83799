"""What is wrong in a file that people wrote: where, what, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity", "near", "one_of", "sort_findings"]


class Severity(StrEnum):
    """Errors stop a run from starting; warnings are advice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place; ``line`` and ``column`` count from 1, as editors do."""

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """``runbooks/x.yaml:12:5``, which terminals and editors can open."""
        return f"{self.file}:{self.line}:{self.column}"


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By file and place, each once."""
    return tuple(sorted(set(findings), key=lambda it: (it.file, it.line, it.column, it.code, it.message)))


def near(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'role'?`` when a known word is near, else nothing."""
    matches = difflib.get_close_matches(word[:100], sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {matches[0]!r}?" if matches else ""


def one_of(known: Iterable[str]) -> str:
    """The known words as a hint, in order; shortened when there are many."""
    words = sorted(known)
    if not words:
        return ""
    more = f" and {len(words) - 8} more" if len(words) > 8 else ""
    return f"There {'is' if len(words) == 1 else 'are'}: {', '.join(words[:8])}{more}."
