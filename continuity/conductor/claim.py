"""Under which name a run holds its faults: one machine's state folder and one server serve many workspaces."""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["claim_of"]


def claim_of(root: Path, run: str) -> str:
    """The run's id, and six hex digits that tell workspaces with a run of the same id apart."""
    return f"{run}-{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:6]}"
