"""Stories of runs, and runs in a real journal, are imported by name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from continuity.journal.sqlite import SqliteStore

TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(TESTS / "desk"), str(TESTS / "run")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "journal.sqlite") as opened:
        yield opened
