"""The safety lever: while it is engaged, nothing is injected from this machine."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from continuity.errors import UsageProblem
from continuity.faults.shapes import Misshapen, number, parse, table, text

__all__ = ["Lever", "engage", "lever", "release"]


@dataclass(frozen=True, slots=True)
class Lever:
    """Why the lever was engaged, when (ms UTC), and by whom."""

    reason: str
    at: int
    by: str


def engage(state: Path, wanted: Lever) -> Lever:
    """Engage the lever; one that is engaged already stays as it is."""
    if standing := lever(state):
        return standing
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = state / f"halt.json.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump({"reason": wanted.reason, "at": wanted.at, "by": wanted.by}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(state / "halt.json")
    return wanted


def lever(state: Path) -> Lever | None:
    """See whether the lever is engaged; a file that cannot be read counts as engaged."""
    try:
        record = table(parse((state / "halt.json").read_bytes()))
        return Lever(text(record, "reason"), number(record, "at"), text(record, "by"))
    except FileNotFoundError:
        return None
    except (Misshapen, OSError):
        return Lever("the lever's file cannot be read", 0, "unknown")


def release(state: Path) -> bool:
    """Disengage the lever; ``False`` when it was not engaged.

    Raises ``UsageProblem`` when its file cannot be taken away: it is engaged then, whatever that file is.
    """
    path = state / "halt.json"
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise UsageProblem(
            f"the lever stays engaged: {path} cannot be removed: {why}",
            f"See that {state} is a folder of yours (CONTINUITY_STATE names it), and remove that file by hand.",
        ) from problem
    return True
