"""Whether a place is outside of what is shared: neither in a repository nor in a workspace."""

from __future__ import annotations

from pathlib import Path

__all__ = ["shared_folder"]

_SIGNS = (".git", "continuity.yaml")


def shared_folder(path: Path) -> Path | None:
    """The repository or workspace in which a file or folder lies."""
    whole = path.expanduser().resolve()
    return next((one for one in (whole, *whole.parents) for sign in _SIGNS if (one / sign).exists()), None)
