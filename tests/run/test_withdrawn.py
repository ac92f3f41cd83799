"""A batch that everybody turned away, and whose forms went with the next one."""

from __future__ import annotations

from run_plans import objective, plan, step
from run_stories import CONDUCTOR, Story, story

from continuity.events import Fact
from continuity.events.ledger import BatchAcknowledged, BatchClosed, BatchRejected, BatchSent, RecordCaptured
from continuity.run.objectives import Met, judge

HANDED = objective("handed", hand_off="accounting", within="15m")


def sent(run: Story, batch: str, number: str) -> None:
    run.tell(BatchClosed(batch, "order", "close", (number,), {"EUR": 100}, 1, "d"))
    run.tell(BatchSent(batch, "accounting", "send"))


def test_a_withdrawn_batch_keeps_nothing_open() -> None:
    run = story(plan([step("take", records="order")], objectives=[HANDED])).outage()
    form = ("P26-0001-6", "order", {"total": "1.00"}, {}, 100, "EUR", "till")
    run.tell(RecordCaptured(*form, 1))
    sent(run, "B1", form[0])
    run.tell(BatchRejected("B1", "accounting", "tomasz", "illegible"))
    captured = run.facts[-4]
    again = Fact(len(run.facts) + 1, run.now, run.now, CONDUCTOR, RecordCaptured(*form, 2), corrects=captured.seq)
    run.facts.append(again)
    run.run.apply(again)
    sent(run, "B2", form[0])
    run.tell(BatchAcknowledged("B2", "accounting", "tomasz", 1, {"EUR": 100}))
    (judged,) = judge(run.after("1m").end().run)
    assert judged.verdict is Met.MET
