"""A head that someone holds elsewhere: the only thing that shows a rewritten or shortened history."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from continuity.errors import UsageProblem

__all__ = ["Head", "read_head"]

_WRITTEN = re.compile(r"(\d{1,15}):([0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """The number of a stream's last event at some time, and its hash."""

    seq: int
    hash: str

    def __str__(self) -> str:
        """As it is written on paper, in mail, and after ``--head``."""
        return f"{self.seq}:{self.hash}"


def read_head(text_or_path: str) -> Head:
    """Read ``SEQ:HASH``, or the head in a JSON report; raises ``UsageProblem`` that says how to give one."""
    if match := _WRITTEN.fullmatch(text_or_path.strip()):
        return Head(int(match[1]), match[2].lower())
    path = Path(text_or_path)
    if not path.is_file():
        raise UsageProblem(f"{text_or_path!r} is no head and no file", "Write SEQ:HASH, or name a report in JSON.")
    try:
        return _from_report(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise UsageProblem(f"{path} holds no head of a journal: {error}", "Name a report in JSON.") from error


def _from_report(report: object) -> Head:
    match report:
        case {"integrity": {"events": int(seq), "head": str(hash_)}} if match_ := _WRITTEN.fullmatch(f"{seq}:{hash_}"):
            return Head(seq, match_[2].lower())
    raise ValueError("integrity.events and integrity.head are not there")
