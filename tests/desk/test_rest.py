from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from desk_runs import begin, open_desk
from run_plans import plan, step

from continuity.clock import ManualClock
from continuity.desk.rest import collector_at_rest
from continuity.journal.sqlite import SqliteStore


@pytest.fixture(autouse=True)
def on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_rests_until_the_block_ends() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"), collector_at_rest():
        raise ValueError("no")
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    with collector_at_rest():
        pass
    assert not gc.isenabled()


def test_taking_a_whole_run_in_leaves_it_on(store: SqliteStore) -> None:
    clock = ManualClock()
    begin(open_desk(store, clock), plan([step("one")]))
    open_desk(store, clock).refresh()
    assert gc.isenabled()
