"""Where a command writes what it makes: tried before anything is recorded, and told of in one way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from continuity.errors import UsageProblem

__all__ = ["ready_folder", "writing_to"]


@contextmanager
def writing_to(out: Path, option: str = "--out") -> Iterator[None]:
    """Turn what the disk says about ``out`` into words for people: ``UsageProblem``."""
    try:
        yield
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise UsageProblem(
            f"{option} {out} cannot be written: {why}", "Name a place in a folder that is there and is yours."
        ) from problem


def ready_folder(folder: Path, option: str = "--out") -> None:
    """Make the folder and try whether something can be written there."""
    with writing_to(folder, option):
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / ".continuity-trial"
        trial.touch()
        trial.unlink()
