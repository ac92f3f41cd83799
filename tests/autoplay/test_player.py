from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from desk_runs import begin, open_desk
from run_plans import BY_PROGRAM, ORDER, plan, step

from continuity.autoplay.orders import fill_in
from continuity.autoplay.player import Player
from continuity.clock import ManualClock, SystemClock
from continuity.desk.desk import Desk
from continuity.events import Known, outage
from continuity.events.ledger import BatchRejected, BooksCompared, RecordEntered
from continuity.events.stations import BatchOverdue
from continuity.journal.sqlite import SqliteStore
from continuity.plan import Form
from continuity.run.steps import StepStatus
from continuity.structure import decode

ROLES = ("clerk", "lead", "checker")
COUNTED = [{"id": "count", "label": "Forms", "type": "number"}, {"id": "total", "label": "Total", "type": "money"}]
STEPS: list[dict[str, Any]] = [
    step("notice", marks="detected", target="5m"),
    step("paper", role="lead", issue={"form": "order", "count": 40, "to": "clerk"}, target="5m"),
    step("take", records="order", until="restored"),
    step("close", role="lead", batch="order", target="5m"),
    step("send", role="lead", hand_off={"to": "accounting", "form": "order", "ack_within": "15m"}, target="5m"),
    step("receive", role="checker", read_back="send", inputs=COUNTED, target="5m"),
    step("enter", enter={"form": "order", "hold": "15m"}, target="5m"),
    step("agree", reconcile="order", return_numbers="order", sign_off={"role": "checker", "meaning": "m"}, target="5m"),
]
PACE = {"orders_per_hour": 60, "share_of_target": 40, "seed": 7}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk(store: SqliteStore, clock: ManualClock) -> Desk:
    return begin(open_desk(store, clock), plan(STEPS, pace=PACE, back_entry=BY_PROGRAM))


def play(player: Player, clock: ManualClock, minutes: int) -> None:
    """Let the simulated people look every five seconds."""
    for _ in range(minutes * 12):
        clock.advance(5_000)
        player.look()


def fail(desk: Desk, clock: ManualClock) -> None:
    clock.advance(1_000)
    desk.record([outage.FaultInjected("dead-1", "crm-orders", "refuse", "refused", "o", "s", "t")])
    clock.advance(1_000)
    desk.record([outage.ProbeChanged("crm-orders", "crm-orders", "down", "refused", 5_000)])


def recover(desk: Desk, clock: ManualClock) -> None:
    desk.record([outage.FaultRemoved("dead-1", "conductor", "removed")])
    desk.record([outage.ProbeChanged("crm-orders", "crm-orders", "ok", "status 200", 5_000)])
    desk.record([outage.PathRestored(("crm-orders",), 3)])


def status(desk: Desk, key: str) -> StepStatus | None:
    desk.refresh()
    state = desk.state.step(key)
    return state.status if state else None


def orders(desk: Desk) -> int:
    desk.refresh()
    return len(desk.state.ledger.saved)


def test_simulated_people_play_a_whole_drill_and_every_act_says_so(desk: Desk, clock: ManualClock) -> None:
    player = Player(desk, ROLES, clock)
    play(player, clock, 10)
    assert status(desk, "notice") is StepStatus.READY
    fail(desk, clock)
    play(player, clock, 40)
    assert 20 <= orders(desk) <= 40
    recover(desk, clock)
    play(player, clock, 12)
    assert status(desk, "receive") is StepStatus.DONE
    assert desk.state.steps["receive"].wrong == ()
    assert status(desk, "enter") is StepStatus.READY
    play(player, clock, 8)
    assert status(desk, "enter") is StepStatus.IN_PROGRESS
    used = [number for number, known in desk.state.ledger.numbers.items() if known.record]
    desk.record([RecordEntered(number, "created", number) for number in used])
    play(player, clock, 10)
    assert desk.state.compare_requested == "agree"
    desk.record([BooksCompared("agree", "order", (), 0, 0, True)])
    play(player, clock, 10)
    assert desk.state.steps_over
    assert desk.state.steps["agree"].signed_by is not None
    assert set(desk.state.actors.values()) == {Known.SIMULATED}


def handed_over(desk: Desk, clock: ManualClock, player: Player) -> None:
    """Play until the first batch is on its way to accounting."""
    fail(desk, clock)
    play(player, clock, 20)
    recover(desk, clock)
    play(player, clock, 8)
    assert [handed.state.value for handed in desk.state.ledger.batches["BP26-01"].handed.values()] == ["sent"]


def test_a_simulated_lead_sends_what_was_not_taken_again_and_calls_who_is_silent(
    desk: Desk, clock: ManualClock
) -> None:
    player = Player(desk, ("clerk", "lead"), clock)
    handed_over(desk, clock, player)
    desk.record([BatchRejected("BP26-01", "accounting", "the stand-in", "not today")])
    play(player, clock, 1)
    assert desk.state.ledger.batches["BP26-01"].handed["accounting"].tries == 1
    play(player, clock, 2)
    assert desk.state.ledger.batches["BP26-01"].handed["accounting"].tries == 2
    desk.record([BatchOverdue("BP26-01", "accounting", 900_000)])
    play(player, clock, 3)
    assert desk.state.ledger.batches["BP26-01"].handed["accounting"].taken_up_at is not None


def test_what_was_not_taken_is_left_to_a_lead_of_flesh_and_blood(desk: Desk, clock: ManualClock) -> None:
    handed_over(desk, clock, Player(desk, ("clerk", "lead"), clock))
    desk.record([BatchRejected("BP26-01", "accounting", "the stand-in", "not today")])
    play(Player(desk, ("clerk", "checker"), clock), clock, 10)
    assert desk.state.ledger.batches["BP26-01"].handed["accounting"].tries == 1


def test_blanks_come_back_at_the_step_whose_own_answer_ends_the_run(store: SqliteStore, clock: ManualClock) -> None:
    more = {"id": "more", "label": "More to do?", "type": "choice", "options": ["no", "yes"]}
    steps = [
        step("paper", role="lead", issue={"form": "order", "count": 4, "to": "clerk"}, target="1m"),
        step("ask", inputs=[more], target="1m"),
        {"id": "way", "decide": "ask.more", "cases": {"no": [], "default": [step("further", target="1m")]}},
    ]
    desk = begin(open_desk(store, clock), plan(steps, pace=PACE))
    play(Player(desk, ROLES, clock), clock, 10)
    assert status(desk, "ask") is StepStatus.DONE
    assert desk.state.steps_over


def test_roles_of_people_are_left_to_them(desk: Desk, clock: ManualClock) -> None:
    player = Player(desk, ("clerk",), clock)
    fail(desk, clock)
    play(player, clock, 20)
    assert status(desk, "notice") is StepStatus.DONE
    assert status(desk, "paper") is StepStatus.READY


def test_nobody_acts_while_the_run_rests_and_the_player_ends_with_it(desk: Desk, clock: ManualClock) -> None:
    from continuity.events.lifecycle import RunAborted, RunPaused

    player = Player(desk, ROLES, clock)
    fail(desk, clock)
    desk.record([RunPaused("lunch")])
    play(player, clock, 30)
    assert status(desk, "notice") is StepStatus.READY
    desk.record([RunAborted("fire alarm")])
    assert player.look() is False


def test_a_player_started_anew_goes_on_counting_where_the_record_stands(
    desk: Desk, store: SqliteStore, clock: ManualClock
) -> None:
    fail(desk, clock)
    play(Player(desk, ROLES, clock), clock, 25)
    before = orders(desk)
    other = open_desk(store, clock)
    other.refresh()
    again = Player(other, ROLES, clock)
    again.recall()
    again.look()
    assert orders(desk) <= before + 1
    counters = [counter for _, counter in desk.state.ledger.saved]
    assert sorted(counters) == list(range(1, len(counters) + 1))


def test_without_blanks_no_order_is_taken_and_nothing_breaks(store: SqliteStore, clock: ManualClock) -> None:
    desk = begin(open_desk(store, clock), plan([step("take", records="order", until="restored")], pace=PACE))
    fail(desk, clock)
    play(Player(desk, ROLES, clock), clock, 30)
    assert orders(desk) == 0


def test_the_one_who_signs_is_not_the_doer_where_there_is_another(store: SqliteStore, clock: ManualClock) -> None:
    people = {"clerk": ["jonas"], "checker": ["jonas", "priya"]}
    signed = step("agree", target="1m", sign_off={"role": "checker", "meaning": "m"})
    desk = begin(open_desk(store, clock), plan([signed], people=people, pace=PACE))
    play(Player(desk, ROLES, clock), clock, 10)
    signer = desk.state.steps["agree"].signed_by
    assert signer is not None
    assert signer.id == "priya"


def test_a_refused_act_is_tried_again_but_not_at_once(store: SqliteStore, clock: ManualClock) -> None:
    class Counting(Desk):
        tries = 0

        def act(self, *asked: Any, **more: Any) -> Any:
            self.tries += 1
            return super().act(*asked, **more)

    people = {"clerk": ["jonas"], "checker": ["jonas"]}
    signed = step("agree", target="1s", sign_off={"role": "checker", "meaning": "m"})
    desk = Counting(store, "run-1", clock, lambda: bytes(16))
    begin(desk, plan([signed], people=people, pace=PACE))
    player = Player(desk, ROLES, clock)
    play(player, clock, 5)
    before = desk.tries
    for _ in range(60):
        clock.advance(50)
        player.look()
    assert 5 <= desk.tries - before <= 11
    assert status(desk, "agree") is StepStatus.TO_SIGN


def test_the_same_seed_gives_the_same_orders_within_the_limit() -> None:
    form = decode(Form, ORDER)
    one = [fill_in(form, number, 7) for number in range(1, 200)]
    assert one == [fill_in(form, number, 7) for number in range(1, 200)]
    assert one != [fill_in(form, number, 8) for number in range(1, 200)]
    assert all(0 < float(order["total"]) <= 4_800 for order in one)


def test_the_process_plays_until_its_input_closes(store: SqliteStore) -> None:
    desk = begin(open_desk(store, SystemClock()), plan(STEPS[1:2], pace={**PACE, "share_of_target": 1}, speed=60))
    command = [sys.executable, "-m", "continuity.autoplay", str(store.path), "run-1", *ROLES]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        try:
            _await_done(desk, "paper")
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(timeout=5) == 0
        finally:
            process.kill()


def _await_done(desk: Desk, key: str) -> None:
    clock = SystemClock()
    end = clock.monotonic() + 20
    while status(desk, key) is not StepStatus.DONE:
        assert clock.monotonic() < end, desk.state.steps
        clock.sleep(0.02)
