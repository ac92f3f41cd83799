from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from desk_runs import begin, open_desk
from run_plans import plan, step
from run_stories import who

from continuity.clock import ManualClock, to_iso
from continuity.desk.desk import Act, Desk
from continuity.desk.facts import facts
from continuity.errors import Refused, Stale
from continuity.events import Known
from continuity.journal.sqlite import SqliteStore
from continuity.run import commands as ask
from continuity.run.state import fold
from continuity.run.steps import StepStatus

STEPS = [step("one"), step("two")]
JONAS, LENA = who("jonas", role="clerk"), who("lena")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk(store: SqliteStore, clock: ManualClock) -> Desk:
    return begin(open_desk(store, clock), plan(STEPS))


def test_a_command_becomes_events_with_who_when_and_in_which_role(desk: Desk, clock: ManualClock) -> None:
    clock.advance(60_000)
    events = desk.act(ask.Finish("one"), JONAS)
    assert [event.kind for event in events] == ["step.started", "step.done"]
    assert {(event.actor.id, event.actor.known, event.role, event.at) for event in events} == {
        ("jonas", Known.STATED, "clerk", clock.now())
    }
    assert desk.state.steps["one"].status is StepStatus.DONE


def test_a_refused_command_appends_nothing_and_changes_nothing(desk: Desk, store: SqliteStore) -> None:
    head, before = store.head("run-1"), desk.state.steps["one"].status
    with pytest.raises(Refused):
        desk.act(ask.Finish("two"), JONAS)
    assert store.head("run-1") == head
    assert desk.state.steps["one"].status is before


def test_what_another_desk_did_is_seen_before_deciding(desk: Desk, store: SqliteStore, clock: ManualClock) -> None:
    other = open_desk(store, clock)
    other.refresh()
    desk.act(ask.Finish("one"), JONAS)
    other.act(ask.Finish("two"), LENA)
    assert [event.kind for event in desk.news()] == ["step.started", "step.done"]
    assert desk.state.steps == other.state.steps


def test_what_one_said_oneself_reads_as_whoever_comes_later_reads_it(desk: Desk, store: SqliteStore) -> None:
    desk.act(ask.Note("the lights flicker"), LENA)
    later = fold(facts(store, "run-1"))
    assert [str(note.text) for note in desk.state.notes] == ["the lights flicker"]
    assert desk.state.notes == later.notes


def test_a_look_at_the_run_gives_only_what_is_new(desk: Desk, store: SqliteStore, clock: ManualClock) -> None:
    other = open_desk(store, clock)
    other.refresh()
    assert other.news() == []
    said = desk.act(ask.Finish("one"), JONAS)
    assert other.news() == said
    assert other.news() == []


def test_a_stale_command_is_told_what_changed_by_whom_and_when(
    desk: Desk, store: SqliteStore, clock: ManualClock
) -> None:
    seen = desk.state.last_seq
    clock.advance(60_000)
    desk.act(ask.Start("one"), JONAS)
    changed = clock.now()
    desk.act(ask.Block("one", "no paper"), LENA)
    clock.advance(60_000)
    desk.act(ask.Note("something else"), JONAS)
    with pytest.raises(Stale) as stale:
        open_desk(store, clock).act(ask.Finish("one"), LENA, seen)
    assert stale.value.message == f"the step one was changed by lena at {to_iso(changed)}: it is blocked"
    assert "Nothing you typed is lost" in (stale.value.hint or "")


def test_what_touched_another_step_makes_nothing_stale(desk: Desk) -> None:
    desk.act(ask.Finish("one"), JONAS)
    seen = desk.state.last_seq
    desk.act(ask.Reopen("one", "wrong screen"), JONAS)
    desk.act(ask.Start("two"), LENA, seen)


def test_who_has_seen_the_change_is_not_stale(desk: Desk) -> None:
    desk.act(ask.Start("one"), JONAS)
    desk.act(ask.Finish("one"), JONAS, desk.state.last_seq)


def test_a_late_entry_keeps_both_times(desk: Desk, clock: ManualClock) -> None:
    happened = clock.now() + 10_000
    clock.advance(600_000)
    done = desk.act(ask.Finish("one"), JONAS, at=happened)[-1]
    assert (done.at, done.recorded_at) == (happened, clock.now())
    assert desk.state.steps["one"].ended_at == happened


def test_what_is_still_to_come_cannot_be_entered(desk: Desk, store: SqliteStore, clock: ManualClock) -> None:
    head = store.head("run-1")
    with pytest.raises(Refused, match="still to come"):
        desk.act(ask.Finish("one"), JONAS, at=clock.now() + 1)
    assert store.head("run-1") == head


def test_private_words_are_sealed_and_read_again(desk: Desk, store: SqliteStore, clock: ManualClock) -> None:
    (event,) = desk.act(ask.Note("Frau Huber called"), JONAS)
    assert "Huber" not in str(event.body)
    assert desk.state.notes[0].text == "Frau Huber called"
    again = open_desk(store, clock)
    again.refresh()
    assert again.state.notes == desk.state.notes


def test_a_long_run_is_read_to_its_end(desk: Desk, store: SqliteStore, clock: ManualClock) -> None:
    said = [f"call {number}" for number in range(250)]
    desk.act_all([Act(ask.Note(text), JONAS) for text in said])
    again = open_desk(store, clock)
    again.refresh()
    assert [note.text for note in again.state.notes] == said
    assert again.state.last_seq == desk.state.last_seq == store.head("run-1").seq


def test_erased_words_fold_as_erased(desk: Desk, store: SqliteStore, clock: ManualClock) -> None:
    (event,) = desk.act(ask.Note("Frau Huber called"), JONAS)
    with store.write("run-1") as turn:
        turn.erase(store.texts("run-1", event.seq, event.seq))
    again = open_desk(store, clock)
    again.refresh()
    assert again.state.notes[0].text == "(erased)"


def test_folding_from_the_journal_gives_the_same_run(desk: Desk, store: SqliteStore) -> None:
    desk.act(ask.Finish("one"), JONAS)
    desk.act(ask.Skip("two", "not today"), LENA)
    assert fold(facts(store, "run-1")).steps == desk.state.steps


def test_a_run_that_nobody_opened_is_planned_and_refuses_everything(store: SqliteStore, clock: ManualClock) -> None:
    desk = open_desk(store, clock)
    for command in (ask.Start("one"), ask.Capture("order", {}, "t", 1), ask.Pause("why")):
        with pytest.raises(Refused, match="planned"):
            desk.act(command, JONAS)


# Several processes at once


def race(journal: Path, people: list[str], steps: list[str]) -> list[list[str]]:
    """What each of them heard, step by step."""
    script = Path(__file__).parent / "desk_process.py"
    players = [
        subprocess.Popen(
            [sys.executable, str(script), str(journal), person, *steps],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for person in people
    ]
    try:
        for player in players:
            assert player.stdout is not None
            assert player.stdout.readline() == "ready\n"
        for player in players:
            assert player.stdin is not None
            player.stdin.write("go\n")
            player.stdin.flush()
        return [player.communicate(timeout=30)[0].split() for player in players]
    finally:
        for player in players:
            player.kill()
            player.wait()


def test_of_two_desks_racing_to_finish_steps_exactly_one_wins_each(store: SqliteStore, clock: ManualClock) -> None:
    lanes = {"a": [step(f"s{number}") for number in range(1)], "b": [step("x")], "c": [step("y")], "d": [step("z")]}
    desk = begin(open_desk(store, clock), plan([{"id": "both", "lanes": lanes}]))
    keys = ["both/s0", "both/x", "both/y", "both/z"]
    first, second = race(store.path, ["jonas", "lena"], keys)
    assert all(sorted(pair) == ["Stale", "won"] for pair in zip(first, second, strict=True))
    desk.refresh()
    assert desk.state.steps_over
    assert [event.kind for event in store.read("run-1")].count("step.done") == len(keys)
