"""Every kind of store goes through the same contract: add it to ``OPENERS``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.mode import JournalMode, ModeChoice
from continuity.journal.sqlite import SqliteStore
from continuity.journal.store import Store

WAL = ModeChoice(JournalMode.WAL, "a newer SQLite would choose it")
OPENERS: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: SqliteStore(folder / "journal.sqlite"),
    "sqlite in wal": lambda folder: SqliteStore(folder / "journal.sqlite", mode=WAL),
}

ANNA = Actor("p-anna", Known.STATED)
NOON = 1_767_268_800_000


@pytest.fixture(params=sorted(OPENERS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = OPENERS[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def draft() -> Callable[..., Draft]:
    def make(kind: str = "step.done", at: int = NOON, **fields: object) -> Draft:
        body = fields.pop("body", {"step": "take-order"})
        return Draft(kind, at, ANNA, body, **fields)

    return make
