"""Customers whom the CRM does not know are made there by people, before their orders and not before anybody else's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))
sys.path.insert(0, str(Path(__file__).parents[1] / "desk"))

from desk_runs import begin, open_desk, open_store
from run_plans import ORDER, plan, step
from run_stories import who

from continuity.autoplay.player import Player
from continuity.clock import ManualClock
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events.ledger import RecordEntered
from continuity.events.outage import PathRestored, ProbeChanged
from continuity.run import commands as ask
from continuity.terminal.recovery import wait_for_entry

JONAS, INES = who("jonas"), who("ines")
FORM = {
    **ORDER,
    "fields": [*ORDER["fields"], {"id": "new", "label": "New?", "required": False, "means": "new_customer"}],
}
STEPS = [
    step("paper", role="lead", issue={"form": "order", "count": 8, "to": "clerk"}),
    step("take", records="order"),
    step("enter", enter={"form": "order", "hold": "1s"}, target="5m"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two orders, the first of a new customer; a program enters them."""
    with open_store(tmp_path) as store:
        way = {"kind": "csv", "folder": str(tmp_path)}
        desk = begin(open_desk(store, ManualClock()), plan(STEPS, forms={"order": FORM}, back_entry=way))
        desk.act(ask.Finish("paper"), INES)
        for counter, new in ((1, "yes"), (2, "no")):
            fields = {"customer": f"Customer {counter}", "total": "10.00", "new": new}
            desk.act(ask.Capture("order", fields, "tablet", counter), JONAS)
        desk.record([ProbeChanged("crm-orders", "crm-orders", "down", "refused", 5_000)])
        desk.act(ask.Finish("take"), JONAS)
        desk.record([ProbeChanged("crm-orders", "crm-orders", "ok", "fine", 5_000), PathRestored(("crm-orders",), 3)])
        desk.clock.advance(1_000)
        desk.act(ask.Start("enter"), JONAS)
        yield desk


def first(desk: Desk) -> str:
    return next(iter(desk.state.ledger.numbers))


def all_in(desk: Desk) -> None:
    used = [number.number for number in desk.state.ledger.numbers.values() if number.record]
    desk.record([RecordEntered(number, "created", f"801-{number}") for number in used])


@pytest.mark.parametrize("answer", ["y", "n"])
def test_whoever_enters_is_asked_once_about_each_new_customer(desk, typed, capsys, monkeypatch, answer) -> None:
    monkeypatch.setattr(desk.clock, "sleep", lambda _: all_in(desk))
    with typed(answer) as console:
        wait_for_entry(console, desk, "order", JONAS, desk.clock)
    told = capsys.readouterr().out
    shown = [number for number in desk.state.ledger.numbers if number in told]
    assert (told.count("NEW CUSTOMERS"), shown) == (1, [first(desk)])
    assert (first(desk) in desk.state.ledger.stations.customers) is (answer == "y")
    assert ("customer-made" in told) is (answer == "n")


def test_only_orders_of_new_customers_are_said_to_be_so(desk) -> None:
    second = list(desk.state.ledger.numbers)[1]
    with pytest.raises(Refused, match="no order of a new customer"):
        desk.act(ask.MadeCustomers((second,)), JONAS)
    assert len(desk.act(ask.MadeCustomers((first(desk),)), JONAS)) == 1
    assert desk.act(ask.MadeCustomers((first(desk),)), JONAS) == []


def test_a_simulated_clerk_makes_them(desk) -> None:
    Player(desk, ("clerk",), desk.clock).look()
    assert first(desk) in desk.state.ledger.stations.customers
