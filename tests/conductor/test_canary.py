"""Few go before many: a canary that is not well holds the rest back, and a relapse asks for another one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))
sys.path.insert(0, str(Path(__file__).parents[1] / "desk"))

from desk_runs import begin, open_desk, open_store
from run_plans import plan, step
from run_stories import who

from continuity.backentry import NotRead, Outcome, Quota
from continuity.clock import ManualClock
from continuity.conductor.entering import Entering
from continuity.desk.desk import Desk
from continuity.events.ledger import SystemRecord
from continuity.events.lifecycle import Warned
from continuity.events.outage import PathRestored, ProbeChanged
from continuity.ledger.entry import Entry
from continuity.run import commands as ask

JONAS, INES = who("jonas"), who("ines")
HOLD_MS = 120_000
STEPS = [
    step("paper", role="lead", issue={"form": "order", "count": 10, "to": "clerk"}),
    step("take", records="order"),
    step("enter", enter={"form": "order", "hold": "2m", "canary": 2, "per_minute": 600}),
]


class Crm:
    """Takes what it is told; ``wrong`` are totals that it changed, ``blind`` shows nothing of what it has."""

    per_call, by_hand = 5, False

    def __init__(self) -> None:
        self.held: dict[str, SystemRecord] = {}
        self.wrong: dict[str, int] = {}
        self.refuses: set[str] = set()
        self.blind = False
        self.words = "no such customer"

    def upsert_all(self, records: Sequence[Entry]) -> tuple[Outcome, ...]:
        return tuple(self.upsert(one.number, one) for one in records)

    def upsert(self, number: str, record: Entry) -> Outcome:
        if number in self.refuses:
            return Outcome("rejected", detail=self.words)
        minor = self.wrong.get(number, record.total.minor)
        self.held[number] = SystemRecord(number, f"801-{number}", minor, "EUR")
        return Outcome("created", f"801-{number}")

    def read(self, number: str) -> SystemRecord | None:
        if self.blind and self.held:
            raise NotRead("the CRM shows nothing")
        return self.held.get(number)

    def read_all(self, numbers: Sequence[str]) -> Mapping[str, SystemRecord]:
        return {number: held for number in numbers if (held := self.read(number))}

    def held_back(self) -> str:
        return ""

    def quota(self) -> Quota | None:
        return None

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        return tuple(one for number, one in self.held.items() if number.startswith(prefix))

    def close(self) -> None:
        pass


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Five orders taken, the path back, the hold over, and somebody at the step that enters."""
    with open_store(tmp_path) as store:
        desk = begin(open_desk(store, ManualClock()), plan(STEPS))
        desk.act(ask.Finish("paper"), INES)
        for counter in range(1, 6):
            fields = {"customer": f"Customer {counter}", "total": f"{counter}0.00"}
            desk.act(ask.Capture("order", fields, "tablet", counter), JONAS)
        desk.record([path("down")])
        desk.act(ask.Finish("take"), JONAS)
        comes_back(desk)
        desk.clock.advance(HOLD_MS)
        desk.act(ask.Start("enter"), JONAS)
        yield desk


@pytest.fixture
def crm() -> Crm:
    return Crm()


@pytest.fixture
def entering(desk: Desk, crm: Crm) -> Entering:
    return Entering(desk, lambda: crm, desk.clock)


def path(state: str) -> ProbeChanged:
    return ProbeChanged("crm-orders", "crm-orders", state, state, 5_000)


def comes_back(desk: Desk) -> None:
    desk.record([path("ok"), PathRestored(("crm-orders",), 3)])


def go_on(desk: Desk, entering: Entering, relapse: bool = False) -> list[str]:
    """Do what is due now, with a relapse between the work and its result if asked for; the kinds of events."""
    before = desk.state.last_seq
    for errand in entering.due(lambda _: True):
        results = errand.work()
        if relapse:
            desk.record([path("down")])
        if bodies := results():
            desk.record(bodies)
    return [event.kind for event in desk._store.read("run-1", before)]


def to_the_end(desk: Desk, entering: Entering) -> list[str]:
    done: list[str] = []
    for _ in range(20):
        desk.clock.advance(10_000)
        done += go_on(desk, entering)
    return done


def entered(desk: Desk) -> int:
    return sum(number.entered for number in desk.state.ledger.numbers.values())


def test_two_go_first_and_the_rest_follows_when_they_are_well(desk, entering) -> None:
    assert go_on(desk, entering) == ["entry.began", "record.entered", "record.entered", "entry.canary-checked"]
    assert to_the_end(desk, entering).count("record.entered") == 3
    assert entered(desk) == 5


@pytest.mark.parametrize("trouble", ["another total", "unreadable"])
def test_nothing_follows_a_canary_that_is_not_well_until_it_is(desk, crm, entering, trouble) -> None:
    first = next(iter(desk.state.ledger.numbers))
    if trouble == "another total":
        crm.wrong[first] = 7
    crm.blind = trouble == "unreadable"
    kinds = go_on(desk, entering)
    assert kinds[-1] == "entry.canary-checked"
    assert desk.state.entries["enter"].good is False
    assert to_the_end(desk, entering) == [], "what is as wrong as it was is told once"
    assert entered(desk) == 2
    crm.blind = False
    crm.held[first] = SystemRecord(first, "801", 1_000, "EUR")
    assert go_on(desk, entering) == ["entry.canary-checked"]
    to_the_end(desk, entering)
    assert entered(desk) == 5


def test_after_a_relapse_the_hold_is_waited_out_again_and_a_second_canary_goes_first(desk, entering) -> None:
    go_on(desk, entering)
    desk.record([path("down")])
    assert to_the_end(desk, entering) == []
    comes_back(desk)
    desk.clock.advance(HOLD_MS - 1)
    assert go_on(desk, entering) == []
    desk.clock.advance(1)
    assert go_on(desk, entering) == ["record.entered", "record.entered", "entry.canary-checked"]
    to_the_end(desk, entering)
    assert entered(desk) == 5


def test_what_relapsed_while_the_canary_was_out_has_proved_nothing(desk, entering) -> None:
    assert "entry.canary-checked" not in go_on(desk, entering, relapse=True)
    comes_back(desk)
    desk.clock.advance(HOLD_MS)
    assert go_on(desk, entering)[-1] == "entry.canary-checked"


def test_a_form_put_right_while_it_is_on_its_way_is_told_of(desk, entering) -> None:
    first = next(iter(desk.state.ledger.numbers))
    (errand,) = entering.due(lambda _: True)
    results = errand.work()
    seq = desk.state.ledger.numbers[first].record.seq
    desk.act(ask.Correct(first, {"customer": "Another"}, "misread", "pc", 1, seq), JONAS)
    told = [body.text for body in results() if isinstance(body, Warned)]
    assert len(told) == 1
    assert told[0].startswith(f"{first}: corrected while")


def test_one_that_is_refused_keeps_nobody_out_and_most_of_them_everybody(desk, crm, entering) -> None:
    first = next(iter(desk.state.ledger.numbers))
    crm.refuses.add(first)
    assert go_on(desk, entering)[-1] == "entry.canary-checked"
    assert desk.state.entries["enter"].good
    to_the_end(desk, entering)
    assert entered(desk) == 4


@pytest.mark.parametrize("mended", ["in the CRM", "on the form", "void"])
def test_where_most_are_refused_the_rest_waits_until_it_is_mended(desk, crm, entering, mended) -> None:
    first, second = list(desk.state.ledger.numbers)[:2]
    crm.refuses.update((first, second))
    assert go_on(desk, entering)[-1] == "entry.canary-checked"
    assert to_the_end(desk, entering) == []
    assert (entered(desk), "no such customer" in desk.state.entries["enter"].detail) == (0, True)
    if mended != "void":
        crm.refuses.clear()
    for number in (first, second):
        seq = desk.state.ledger.numbers[number].record.seq
        desk.act(
            {
                "in the CRM": ask.EnterAgain(number),
                "on the form": ask.Correct(number, {"customer": "Another"}, "misread", "pc", seq, seq),
                "void": ask.Void(number, "no such customer", "ines"),
            }[mended],
            JONAS,
        )
    assert go_on(desk, entering) == ["record.entered", "record.entered", "entry.canary-checked"]
    to_the_end(desk, entering)
    assert entered(desk) == (3 if mended == "void" else 5)


def test_what_the_crm_says_is_kept_without_what_looks_like_a_card_number(desk, crm, entering) -> None:
    crm.words = "blocked: card 4111 1111 1111 1111"
    crm.refuses = set(desk.state.ledger.numbers)
    to_the_end(desk, entering)
    told = str([event.body for event in desk._store.read("run-1")])
    assert "blocked: card" in told
    assert "4111" not in told
