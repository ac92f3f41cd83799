"""What the conductor reads of other systems, and what it tells of those that say nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))
sys.path.insert(0, str(Path(__file__).parents[1] / "desk"))

from desk_runs import begin, open_desk, open_store
from run_plans import BY_PROGRAM, plan, step
from run_stories import who

from continuity.backentry import Rules, target
from continuity.clock import ManualClock
from continuity.conductor.app_log import AppOrder
from continuity.conductor.comparing import Comparing
from continuity.conductor.delivering import Delivering
from continuity.conductor.errand import Errand
from continuity.conductor.errands import Errands
from continuity.conductor.looking import Looking
from continuity.desk.desk import Act, Desk
from continuity.errors import Refused
from continuity.events.ledger import BatchRejected, RecordEntered, SystemRecord
from continuity.events.lifecycle import RunFrozen, RunOpened, RunStarted
from continuity.events.outage import FaultInjected, ProbeChanged
from continuity.plan import BackEntry, Receiver
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.overdue import overdue

JONAS, INES, PRIYA = who("jonas"), who("ines"), who("priya")
STEPS = [
    step("paper", role="lead", issue={"form": "order", "count": 4, "to": "clerk"}),
    step("take", records="order"),
    step("close", role="lead", batch="order"),
    step("send", role="lead", hand_off={"to": "accounting", "form": "order", "ack_within": "15m"}),
    step("agree", reconcile="order", return_numbers="order"),
]
HEADERS = {"Authorization": "Bearer test", "Content-Type": "application/json"}
KEY = "/services/data/v60.0/sobjects/Order/Form_Number__c/"


@pytest.fixture
def stand_ins(tmp_path: Path) -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(tmp_path / "standins"), "crm", "accounting"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield {name: f"http://127.0.0.1:{port}" for name, port in json.loads(process.stdout.readline()).items()}
        process.terminate()
        process.wait(10)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    receivers = {"accounting": {"kind": "http", "url": "stand-in:accounting", "makes": "invoices"}}
    with open_store(tmp_path) as store:
        desk = begin(open_desk(store, ManualClock()), plan(STEPS, receivers=receivers, back_entry=BY_PROGRAM))
        desk.act(ask.Finish("paper"), INES)
        for counter, total in enumerate(("10.00", "20.50"), 1):
            fields = {"customer": f"Customer {counter}", "total": total}
            desk.act(ask.Capture("order", fields, "tablet", counter), JONAS)
        for key, by in (("take", JONAS), ("close", INES), ("send", INES)):
            desk.act(ask.Finish(key), by)
        yield desk


def call(url: str, method: str, body: dict[str, object]) -> None:
    request = urllib.request.Request(url, json.dumps(body).encode(), HEADERS, method=method)
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5).close()


def crm(stand_ins: dict[str, str]) -> BackEntry:
    search = "/services/data/v60.0/query?prefix={prefix}"
    return BackEntry(stand_ins["crm"], KEY + "{number}", KEY + "{number}", search, headers=HEADERS)


def enter(stand_ins: dict[str, str], number: str, minor: int) -> None:
    call(stand_ins["crm"] + KEY + number, "PATCH", {"Total_Minor__c": minor, "CurrencyIsoCode": "EUR"})


def do(desk: Desk, part: Delivering | Comparing | Looking) -> list[str]:
    """Carry out what is due; gives the kinds of events that came of it."""
    before = desk.state.last_seq
    for errand in part.due(lambda _: True):
        bodies = errand.work()()
        if bodies:
            desk.record(bodies)
    return [event.kind for event in desk._store.read("run-1", before)]


def delivering(desk: Desk, receiver: Receiver, tmp_path: Path) -> Delivering:
    return Delivering(desk, {"accounting": receiver}, True, tmp_path / "papers", desk.clock)


def test_silence_is_told_of_once_when_the_time_has_passed_and_goes_to_whoever_leads(desk, tmp_path) -> None:
    (tmp_path / "tray").mkdir()
    part = delivering(desk, Receiver("folder", path=str(tmp_path / "tray")), tmp_path)
    assert do(desk, part) == []
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == ["BP26-01.csv", "BP26-01.html"]
    desk.clock.advance(15 * 60_000 + 1)
    assert do(desk, part) == ["batch.overdue"]
    assert do(desk, part) == []
    assert [(batch.id, handed.receiver) for batch, handed in overdue(desk.state)] == [("BP26-01", "accounting")]
    desk.act(ask.TakeUp("BP26-01", "accounting", "called Tomasz, he looks"), INES)
    assert list(overdue(desk.state)) == []


STRANGE = {
    "a number of another batch": {"state": "acknowledged", "rejected": [{"number": "P26-0999-9", "reason": "who?"}]},
    "a reason that may not be kept": {"state": "rejected", "reason": "paid with 4111 1111 1111 1111"},
    "a name that may not be kept": {"state": "rejected", "reason": "no", "by": "4111 1111 1111 1111"},
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
def test_an_answer_that_nobody_can_take_ends_no_run(desk, tmp_path, answer) -> None:
    (tmp_path / "tray").mkdir()
    part = delivering(desk, Receiver("folder", path=str(tmp_path / "tray")), tmp_path)
    do(desk, part)
    whole = {"batch": "BP26-01", "count": 2, "totals": {"EUR": 3_050}, "hash_total": 3, **answer}
    (tmp_path / "tray" / "BP26-01.ack.json").write_text(json.dumps(whole), "utf-8")
    assert do(desk, part) == ["batch.rejected"]
    handed = desk.state.ledger.batches["BP26-01"].handed["accounting"]
    assert handed.reason
    assert "4111" not in f"{handed.reason}{handed.by}"


def test_an_errand_that_is_refused_is_told_and_the_run_goes_on(desk, tmp_path) -> None:
    class Sulking(Delivering):
        def due(self, free):
            def work():
                raise Refused("it must not go there", ("it is real",))

            if free("sulk"):
                yield Errand("sulk", work)

    sulking = Sulking(desk, {}, True, tmp_path, desk.clock)
    errands = Errands(desk, sulking, None, Looking(desk, None, None, desk.clock), None, desk.clock)
    before = desk.state.last_seq
    errands.tick()
    errands.close()
    told = [event.body["text"] for event in desk._store.read("run-1", before) if event.kind == "run.warned"]
    assert told == ["sulk: it must not go there; it is real"]


def compare(
    desk: Desk,
    stand_ins: dict[str, str],
    log: tuple[AppOrder, ...] = (),
    by: Who = JONAS,
    kinds: Sequence[str] = ("system.read", "app-log.compared", "station.read", "books.compared"),
) -> set[tuple[str, str]]:
    where, rules = crm(stand_ins), Rules(True, ("P26-",))
    receivers = {"accounting": Receiver("http", stand_ins["accounting"], makes="invoices")}
    desk.act(ask.Start("agree"), JONAS)
    desk.act(ask.Return("order"), JONAS)
    desk.act(ask.Compare("agree"), by)
    told = do(desk, Comparing(desk, receivers, lambda: target(where, rules), lambda: log))
    assert told == list(kinds)
    return {(one.rule, one.number) for one in desk.state.ledger.books["order"].exceptions}


def deliver(desk: Desk, stand_ins: dict[str, str], tmp_path: Path) -> None:
    assert do(desk, delivering(desk, Receiver("http", stand_ins["accounting"]), tmp_path)) == ["batch.acknowledged"]


def test_clean_books_are_clean_at_every_station(desk, stand_ins, tmp_path) -> None:
    deliver(desk, stand_ins, tmp_path)
    for number, minor in zip(list(desk.state.ledger.numbers)[:2], (1_000, 2_050), strict=True):
        enter(stand_ins, number, minor)
    enter(stand_ins, "W26-00001", 500)
    assert compare(desk, stand_ins, (AppOrder("W26-00001", 500, "EUR", 1, True),)) == set()
    assert desk.state.ledger.agree("order")


def test_a_customer_who_also_ordered_at_the_web_shop_is_a_hint(desk, stand_ins, tmp_path) -> None:
    deliver(desk, stand_ins, tmp_path)
    first, second = list(desk.state.ledger.numbers)[:2]
    enter(stand_ins, first, 1_000)
    enter(stand_ins, second, 2_050)
    record = desk.state.ledger.numbers[first].record
    shop = AppOrder("W26-00001", 500, "EUR", record.taken_at + 60_000, False, record.text("customer").upper())
    kinds = ["system.read", "app-log.compared", "station.read", "records.ordered-elsewhere", "books.compared"]
    assert ("R3", first) in compare(desk, stand_ins, (shop,), kinds=kinds)
    assert desk.state.ledger.agree("order")
    desk.act(ask.Compare("agree"), JONAS)
    receivers = {"accounting": Receiver("http", stand_ins["accounting"], makes="invoices")}
    blind = Comparing(desk, receivers, lambda: target(crm(stand_ins), Rules(True, ("P26-",))), lambda: None)
    assert do(desk, blind) == ["system.read", "station.read", "books.compared"]
    assert ("R3", first) in {(one.rule, one.number) for one in desk.state.ledger.books["order"].exceptions}


def test_what_accounting_doubled_and_the_crm_forgot_is_found(desk, stand_ins, tmp_path) -> None:
    mode = {"mode": "double", "run": "r", "until": "2999-01-01T00:00:00Z", "settings": {"every": 2}}
    call(stand_ins["accounting"] + "/switch", "PUT", mode)
    deliver(desk, stand_ins, tmp_path)
    first, second = list(desk.state.ledger.numbers)[:2]
    enter(stand_ins, first, 1_000)
    enter(stand_ins, second, 2_050)
    forgotten = AppOrder("W26-00007", 500, "EUR", 1, True)
    assert compare(desk, stand_ins, (forgotten,)) == {("R10", second), ("R15", "W26-00007")}


def test_whoever_had_the_conductor_compare_or_closed_the_batch_settles_nothing_of_it(desk, stand_ins, tmp_path) -> None:
    deliver(desk, stand_ins, tmp_path)
    first, second = list(desk.state.ledger.numbers)[:2]
    enter(stand_ins, first, 999)
    desk.record([RecordEntered(first, "created", "801"), BatchRejected("BP26-01", "accounting", "tomasz", "torn")])
    found = compare(desk, stand_ins, by=PRIYA)
    assert found == {("R6", first), ("R4", second), ("R12", "BP26-01")}
    recorded = [event for event in desk._store.read("run-1", 0) if event.kind == "books.compared"]
    assert [event.actor.id for event in recorded] == ["conductor"]
    for about, able in {("R6", first): {"ines", "lena"}, ("R12", "BP26-01"): {"lena"}}.items():
        assert settlers(desk, *about) == able


def settlers(desk: Desk, rule: str, number: str) -> set[str]:
    """Who of the four could give the reason; nobody does."""
    able = set()
    for person in ("jonas", "lena", "ines", "priya"):
        with suppress(Refused):
            desk.act_all([Act(ask.Settle(rule, number, "looked at it"), who(person))], rehearse=True)
            able.add(person)
    return able


def test_in_a_real_outage_a_drills_number_in_the_crm_is_looked_for_and_said_aloud(stand_ins, tmp_path) -> None:
    with open_store(tmp_path) as store:
        desk, frozen = open_desk(store, ManualClock()), plan(STEPS[-1:], back_entry=BY_PROGRAM)
        desk.record([RunOpened("real", "outage", "The CRM is down"), RunFrozen(frozen, "0" * 64), RunStarted("none")])
        desk.act(ask.TellInFlight("shop.csv", (), (SystemRecord("W-1", "", 500, "EUR"),)), INES)
        enter(stand_ins, "P26-0001-6", 1_000)
        desk.act(ask.Start("agree"), JONAS)
        desk.act(ask.Compare("agree"), JONAS)
        where = crm(stand_ins)
        kinds = do(desk, Comparing(desk, {}, lambda: target(where, Rules(True, ("P26-",))), None))
        assert kinds == ["system.read", "app-log.compared", "run.warned", "books.compared"]
        found = {(one.rule, one.number) for one in desk.state.ledger.books["order"].exceptions}
        assert found == {("R17", "P26-0001-6"), ("R15", "W-1")}
        assert "DRILL NUMBERS IN A REAL SYSTEM" in str(desk.state.warnings[-1])


def test_where_people_count_the_documents_of_receivers_are_read_all_the_same(tmp_path) -> None:
    tray = tmp_path / "tray"
    tray.mkdir()
    receivers = {
        "accounting": {"kind": "folder", "path": str(tray), "makes": "invoices"},
        "shipping": {"kind": "folder", "path": str(tray), "makes": "shipments"},
    }
    with open_store(tmp_path) as store:
        desk = begin(open_desk(store, ManualClock()), plan([STEPS[0], STEPS[1], STEPS[-1]], receivers=receivers))
        desk.act(ask.Finish("paper"), INES)
        first, second, *_ = list(desk.state.ledger.numbers)
        (tray / "invoices.csv").write_text(f"number,invoice\n{first},I-1\n{first},I-2\n", "utf-8")
        (tray / "shipments.csv").write_text(f"number,shipment\n{second},S-1\n", "utf-8")
        for command in (ask.Finish("take"), ask.Start("agree"), ask.Return("order"), ask.CountByHand("agree", 0, 0)):
            desk.act(command, JONAS)
        assert "order" not in desk.state.ledger.books
        comparing = Comparing(desk, desk.state.plan.environment.receivers, None, None)
        assert do(desk, comparing) == ["station.read", "station.read", "books.compared"]
        found = {(one.rule, one.number) for one in desk.state.ledger.books["order"].exceptions}
        assert found == {("R8", second), ("R9", first), ("R10", first)}


def test_a_log_that_comes_in_while_the_crm_is_read_is_looked_for_before_the_books_are_compared(
    stand_ins, tmp_path
) -> None:
    with open_store(tmp_path) as store:
        frozen = plan(STEPS[-1:], back_entry=BY_PROGRAM)
        desk = begin(open_desk(store, ManualClock()), frozen)
        desk.act(ask.Start("agree"), JONAS)
        desk.act(ask.Compare("agree"), JONAS)
        where = crm(stand_ins)
        comparing = Comparing(desk, {}, lambda: target(where, Rules(True, ())), None)
        (errand,) = comparing.due(lambda _: True)
        results = errand.work()
        desk.act(ask.TellInFlight("shop.csv", (), (SystemRecord("W-1", "", 500, "EUR"),)), INES)
        assert results() == []
        assert do(desk, comparing) == ["system.read", "app-log.compared", "books.compared"]
        assert {one.rule for one in desk.state.ledger.books["order"].exceptions} == {"R15"}


def test_what_was_under_way_when_it_failed_is_read_once_and_looked_for_in_the_crm(desk, stand_ins) -> None:
    desk.record([FaultInjected("dead-1", "crm-orders", "refuse", "refused", "ob-1", "s", "crm-orders")])
    desk.clock.advance(1_000)
    down = desk.clock.now()
    desk.record([ProbeChanged("crm-orders", "crm-orders", "down", "refused", 5_000)])
    log = (
        AppOrder("W26-00001", 1, "EUR", down - 9_000, True),
        AppOrder("W26-00002", 1, "EUR", down - 500, False),
        AppOrder("W26-00003", 1, "EUR", down + 500, False),
        AppOrder("W26-00004", 1, "EUR", down + 60_000, False),
    )
    where = crm(stand_ins)
    part = Looking(desk, lambda: log, lambda: target(where, Rules(True, ())), desk.clock)
    assert do(desk, part) == []
    desk.clock.advance(10_000)
    assert do(desk, part) == ["records.in-flight"]
    assert desk.state.ledger.stations.unlooked == ("W26-00002", "W26-00003")
    assert do(desk, part) == []
    enter(stand_ins, "W26-00002", 1)
    assert list(part.looks(lambda _: False)) == []
    (errand,) = part.looks(lambda _: True)
    # What comes in from here on is for the next errand: this one reads nothing of the run in its own thread.
    desk.act(ask.TellInFlight("shop.csv", ("W26-00009",), ()), INES)
    desk.record(errand.work()())
    one, late = desk.state.ledger.stations.in_flight.values()
    assert (one.held, one.absent, one.unlooked) == ({"W26-00002"}, {"W26-00003"}, ())
    assert (late.source, late.unlooked) == ("shop.csv", ("W26-00009",))
