"""Commands that belong together are taken together: all of them, or none."""

from __future__ import annotations

import pytest
from desk_runs import begin, open_desk
from run_plans import plan, step
from run_stories import who

from continuity.clock import ManualClock
from continuity.desk.desk import Act, Desk, NotAll
from continuity.journal.sqlite import SqliteStore
from continuity.run import commands as ask

STEPS = [step("paper", role="lead", issue={"form": "order", "count": 6, "to": "clerk"}), step("take", records="order")]
JONAS, INES = who("jonas"), who("ines")


@pytest.fixture
def desk(store: SqliteStore) -> Desk:
    desk = begin(open_desk(store, ManualClock()), plan(STEPS))
    desk.act(ask.Finish("paper"), INES)
    return desk


def order(counter: int, total: str = "10.00", at: int | None = None) -> Act:
    return Act(ask.Capture("order", {"customer": f"Customer {counter}", "total": total}, "sheet", counter), JONAS, at)


def test_all_of_them_are_taken_each_at_its_own_time(desk: Desk) -> None:
    now = desk.clock.now()
    events = desk.act_all([order(1, at=now - 60_000), order(2)])
    assert [event.at for event in events] == [now - 60_000, now]
    assert {event.recorded_at for event in events} == {now}
    records = [number.record for number in desk.state.ledger.numbers.values() if number.record]
    assert [record.text("customer") for record in records] == ["Customer 1", "Customer 2"]


def test_one_that_does_not_fit_keeps_all_of_them_out_and_every_reason_is_told(desk: Desk, store: SqliteStore) -> None:
    head = store.head("run-1")
    with pytest.raises(NotAll) as refused:
        desk.act_all([order(1), order(2, "much"), order(3, "5 000.01"), order(1)])
    assert store.head("run-1") == head
    assert not any(number.record for number in desk.state.ledger.numbers.values())
    assert list(refused.value.refused) == [1, 2]


def test_each_is_judged_as_if_those_before_it_were_taken(desk: Desk) -> None:
    with pytest.raises(NotAll) as refused:
        desk.act_all([order(counter) for counter in range(1, 5)])
    assert "holds no free number" in refused.value.refused[3].message


def test_a_rehearsal_leaves_nothing(desk: Desk, store: SqliteStore) -> None:
    head = store.head("run-1")
    assert desk.act_all([order(1), order(2)], rehearse=True) == []
    assert store.head("run-1") == head
    assert desk.act_all([order(1)])
