"""What holds for every way home: a record goes in once, and nobody claims more than was seen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")
sys.path.insert(0, str(Path(__file__).parent))

from homes import HOMES, OVER_THE_NETWORK, Home
from nasty import page

from continuity.backentry import HeldTwice, NotRead, enter_all, holds
from continuity.backentry.target import by_number, spelled_as_ours
from continuity.errors import Refused
from continuity.events.ledger import SystemRecord


@pytest.fixture
def number(request: pytest.FixtureRequest) -> Callable[[int], str]:
    """Numbers of this test alone: the CRM behind is the same for all of them."""
    start = f"P26-{abs(hash(request.node.name)) % 10**8:08}"
    return lambda one=0: f"{start}-{one:04}"


@pytest.fixture(params=HOMES)
def home(request: pytest.FixtureRequest, crm: str, tmp_path: Path) -> Iterator[Home]:
    made = Home(request.param, crm, tmp_path / "folder")
    yield made
    made.switch("ok")
    made.close()


network = pytest.mark.parametrize("home", OVER_THE_NETWORK, indirect=True)


def entered(home, target, entry):
    """Enter, as often as it takes one who carries files."""
    outcome = enter_all(target, [entry])[0]
    if home.kind == "csv":
        home.carry()
        outcome = enter_all(target, [entry])[0]
    return outcome


def test_a_record_goes_in_and_is_read_back_to_the_cent(home, entry, number) -> None:
    target = home.open()
    outcome = entered(home, target, entry(number(), 99_901))
    held = target.read(number())
    assert (outcome.outcome, held.system_id, held.total_minor, held.currency) == (
        "created",
        outcome.system_id,
        99_901,
        "EUR",
    )
    assert [one["Total_Minor__c"] for one in home.held(number())] == [99_901]
    assert target.read(number(1)) is None


def test_what_stands_in_the_record_is_read_back_to_be_held_against_the_form(home, entry, number) -> None:
    target = home.open()
    entered(home, target, entry(number()))
    held = target.read(number())
    assert (held.fields, held.taken_at) == ({"Item": "Spade"}, "2026-01-01T12:00:00.000Z")


def test_sending_twice_is_one_record(home, entry, number) -> None:
    target = home.open()
    first, second = (entered(home, target, entry(number())) for _ in range(2))
    assert {first.outcome, second.outcome} <= {"created", "updated"}
    assert first.system_id == second.system_id
    assert len(home.held(number())) == 1


def test_many_go_in_with_an_outcome_each(home, entry, number) -> None:
    target = home.open()
    home.plant(number(2))
    home.plant(number(2))
    home.export()
    entries = [entry(number(one), 100 + one) for one in range(4)]
    enter_all(target, entries)
    home.carry()
    outcomes = enter_all(target, entries)
    assert [one.outcome in ("created", "updated") for one in outcomes] == [True, True, False, True]
    assert (outcomes[2].outcome, "records with this number" in outcomes[2].detail) == ("rejected", True)
    found = target.read_all([number(one) for one in (0, 1, 3, 9)])
    assert {key: one.total_minor for key, one in found.items()} == {number(0): 100, number(1): 101, number(3): 103}


def test_a_double_is_seen_and_never_written_over(home, entry, number) -> None:
    target = home.open()
    home.plant(number())
    home.plant(number())
    home.export()
    assert len(target.search(number())) == 2
    assert enter_all(target, [entry(number())])[0].outcome == "rejected"
    assert [one["Total_Minor__c"] for one in home.held(number())] == [5, 5]
    with pytest.raises(NotRead, match="several records"):
        target.read(number())


def test_a_search_shows_all_that_begins_so_and_nothing_else(home, entry, number) -> None:
    target = home.open()
    for one in (1, 2):
        home.plant(number(one), one)
    home.plant(number(1).replace("-", "_"))
    home.export()
    assert [one.number for one in target.search(number()[:-1])] == [number(1), number(2)]
    assert target.search("P26-NOBODY") == ()


def test_a_drill_number_goes_to_test_targets_only(home, entry, number, monkeypatch) -> None:
    monkeypatch.setenv("CRM_SESSION_ID", "a-token")
    target = home.open(test=False)
    for send in (lambda: target.upsert(number(), entry(number())), lambda: target.upsert_all([entry(number())])):
        with pytest.raises(Refused, match="not marked test"):
            send()
    assert (home.way.requests, home.held(number())) == ([], [])


# -- over a network that loses, cuts and lies

WRITTEN = ("lose_answer", "cut_answer", "reset")


@network
@pytest.mark.parametrize("act", WRITTEN)
@pytest.mark.parametrize("many", [1, 3])
def test_a_write_whose_answer_is_lost_is_looked_up_and_counts_once(home, entry, number, act, many) -> None:
    target = home.open()
    home.way.script = [getattr(home.way, act)] * many
    outcomes = enter_all(target, [entry(number(one)) for one in range(many)])
    assert [one.outcome for one in outcomes] == ["created"] * many
    assert all("read again: it is there" in one.detail for one in outcomes)
    assert len(home.held(number()[:-4])) == many
    assert not [one for one in home.way.requests if one.startswith("POST")]


@network
def test_a_write_that_never_arrived_is_written_again_by_the_same_key(home, entry, number) -> None:
    target = home.open()
    home.way.script = [home.way.swallow]
    first = enter_all(target, [entry(number())])[0]
    assert (first.outcome, "not there yet" in first.detail, home.held(number())) == ("unknown", True, [])
    assert enter_all(target, [entry(number())])[0].outcome == "created"
    assert len(home.held(number())) == 1


@network
@pytest.mark.parametrize("act", ["hang", "drip"])
def test_a_silent_or_dripping_crm_is_cut_at_the_deadline(home, entry, number, act) -> None:
    target = home.open(deadline_s=0.6)
    home.way.script = [getattr(home.way, act)]
    began = time.monotonic()
    outcome = target.upsert_all([entry(number())])[0]
    assert (outcome.outcome, outcome.detail) == ("unknown", "no answer within 0.6 s")
    assert time.monotonic() - began < 2
    assert enter_all(target, [entry(number())])[0].outcome == "updated"
    assert len(home.held(number())) == 1


@network
@pytest.mark.parametrize(
    "act",
    [page("200 OK"), page("302 Found", header="Location: http://127.0.0.1:9/login\r\n"), page("200 OK", "[]")],
    ids=["page", "redirect", "empty"],
)
def test_what_is_not_the_crms_own_word_is_not_success(home, entry, number, act) -> None:
    target = home.open()
    home.way.script = [act]
    outcome = enter_all(target, [entry(number())])[0]
    assert (outcome.outcome, home.held(number())) == ("unknown", [])
    assert enter_all(target, [entry(number())])[0].outcome == "created"


@network
@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Service Unavailable"])
def test_a_gateways_error_page_writes_nothing_and_is_tried_again(home, entry, number, status) -> None:
    target = home.open()
    home.way.script = [page(status)]
    outcome = enter_all(target, [entry(number())])[0]
    assert (outcome.outcome, outcome.not_written, status[:3] in outcome.detail) == ("unknown", True, True)
    assert enter_all(target, [entry(number())])[0].outcome == "created"


@network
@pytest.mark.parametrize(
    ("mode", "settings"),
    [
        ("unavailable", {}),
        ("unavailable", {"body": "html", "status": 500}),
        ("unauthorized", {}),
        ("read-only", {}),
        ("quota", {}),
    ],
)
def test_a_crm_that_is_not_there_writes_nothing(home, entry, number, mode, settings) -> None:
    target = home.open()
    home.switch(mode, **settings)
    outcomes = enter_all(target, [entry(number(one)) for one in range(2)])
    assert {(one.outcome, one.not_written) for one in outcomes} == {("unknown", True)}
    home.switch("ok")
    assert home.held(number()[:-4]) == []
    again = enter_all(home.open(), [entry(number(one)) for one in range(2)])
    assert {one.outcome for one in again} == {"created"}


@network
def test_a_write_that_takes_effect_after_we_gave_up_is_in_once(home, entry, number) -> None:
    target, patient = home.open(deadline_s=0.4), home.open()
    home.switch("slow", delay_ms=1_000)
    assert target.upsert(number(), entry(number())).outcome == "unknown"
    home.switch("ok")
    until = time.monotonic() + 5
    while not home.held(number()) and time.monotonic() < until:
        time.sleep(0.05)
    assert enter_all(patient, [entry(number())])[0].outcome == "updated"
    assert len(home.held(number())) == 1


@network
def test_nobody_listening_writes_nothing(home, entry, number) -> None:
    home.way.close()
    target = home.open()
    assert target.upsert(number(), entry(number())).not_written
    with pytest.raises(NotRead, match="could not be read"):
        target.search("P26-")


@network
def test_an_older_record_under_the_number_is_not_taken_for_ours(home, entry, number) -> None:
    target = home.open()
    home.plant(number(), 5)
    outcome = enter_all(target, [entry(number())])[0]
    assert (outcome.outcome, "another order under this number" in outcome.detail) == ("rejected", True)
    assert [one["Total_Minor__c"] for one in home.held(number())] == [5]


@network
def test_one_that_is_there_twice_keeps_nobody_from_looking_at_the_others(home, entry, number) -> None:
    target = home.open()
    home.plant(number(0))
    home.plant(number(0))
    home.plant(number(1), 5)
    outcomes = enter_all(target, [entry(number(one), 100) for one in range(3)])
    assert [one.outcome for one in outcomes] == ["rejected", "rejected", "created"]
    assert [one["Total_Minor__c"] for one in home.held(number(1))] == [5]


@network
def test_whoever_looks_first_writes_only_what_is_not_there(home, entry, number) -> None:
    target = home.open()
    enter_all(target, [entry(number(1), 100)])
    asked = len([one for one in home.way.requests if not one.startswith("GET")])
    outcomes = enter_all(target, [entry(number(one), 100) for one in range(3)])
    assert [one.outcome for one in outcomes] == ["created", "updated", "created"]
    assert outcomes[1].detail == "it was there already"
    writes = [one for one in home.way.requests if not one.startswith("GET")][asked:]
    assert len(writes) == (2 if home.kind == "http" else 1)
    assert len(home.held(number()[:-4])) == 3


@network
def test_what_the_form_says_and_when_is_shown_again(home, entry, number) -> None:
    target = home.open()
    enter_all(target, [entry(number())])
    for held in (target.read(number()), *target.search(number())):
        assert held.fields["Item"] == "Spade"
        assert datetime.fromisoformat(held.taken_at).timestamp() * 1000 == entry(number()).taken_at


def test_a_field_with_a_column_of_its_own_is_shown_under_its_id(crm, entry, number, tmp_path) -> None:
    home = Home("salesforce", crm, tmp_path / "folder")
    target = home.open(fields={"item": "Item__c"})
    enter_all(target, [entry(number())])
    held = target.read(number())
    home.close()
    assert held.fields["item"] == "Spade"


def test_what_is_there_twice_is_there(home, entry, number) -> None:
    home.plant(number(0))
    home.plant(number(0))
    home.plant(number(1))
    target = home.open()
    with pytest.raises(HeldTwice):
        target.read(number(0))
    assert holds(target, [number(0), number(1), number(2)]) == {number(0), number(1)}


def test_a_key_is_the_same_in_capital_and_in_small_letters() -> None:
    there = [SystemRecord(number, "801", 1, "EUR") for number in ("m26-0001-7", "M26-0002-8", "M26-0002-8", "X-1")]
    held = by_number(there, ["M26-0001-7", "M26-0002-8", "M26-0003-9"])
    assert {number: [one.number for one in found] for number, found in held.items()} == {
        "M26-0001-7": ["M26-0001-7"],
        "M26-0002-8": ["M26-0002-8", "M26-0002-8"],
    }
    assert [one.number for one in spelled_as_ours(there, "M26-")] == ["M26-0001-7", "M26-0002-8", "M26-0002-8"]
