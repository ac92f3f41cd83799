"""Numbers, batches and exceptions from the command line; each act is in the record, and each refusal says why."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import INES, JONAS, NUMBERS, RUN, begin, written

from continuity.clock import to_iso
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events.ledger import BatchRejected, BooksCompared, BooksException, RecordEntered
from continuity.events.lifecycle import RunEnded
from continuity.events.stations import BatchOverdue
from continuity.ledger.batch import ReadBack
from continuity.ledger.decide import acknowledge, close_batch, reject, send_batch
from continuity.run import commands as ask
from continuity.run.balance import balance


@pytest.fixture
def desk(house: Path) -> Desk:
    return begin(house)


def order(say, place: int, *more: str, total: str = "1180.00"):
    return say("ledger", "add", NUMBERS[place - 1], *written(place, total), "--as", "jonas", *more)


def close(desk: Desk, *receivers: str) -> str:
    desk.refresh()
    form = desk.state.plan.forms()["order"]
    body = close_batch(desk.state.ledger, "order", form, key="last-batch", drill=True)
    desk.record([body], INES)
    desk.record([send_batch(desk.state.ledger, body.batch, to, key="send") for to in receivers], INES)
    return body.batch


def test_a_form_typed_in_later_keeps_both_times(desk, say) -> None:
    said = order(say, 1, "--at", "2020-11-22T16:30", "--for", "hugo")
    assert (said.code, said.out.splitlines()[0]) == (0, f"DRILL {RUN}: {NUMBERS[0]} saved  1 180.00 EUR")
    assert re.fullmatch(r"That is \d+ days before the run began. Is the date right\?", said.out.splitlines()[1])
    assert said.out.splitlines()[2].startswith(f"If not: continuity ledger void {NUMBERS[0]}")
    again = order(say, 1, "--at", "2020-11-22T17:30", "--for", "hugo").out
    assert "says the same; nothing was changed" in again
    assert "Its time stays 2020-11-22 16:30" in again
    desk.refresh()
    record = desk.state.ledger.numbers[NUMBERS[0]].record
    assert (record.taken_by, record.version) == ("hugo", "3")
    assert record.taken_at < record.recorded_at


def test_nobody_is_named_who_is_not_there(desk, say) -> None:
    made_up = order(say, 1, "--for", "casper")
    assert (made_up.code, "nobody has the id 'casper'" in made_up.err) == (4, True)
    desk.refresh()
    assert desk.state.ledger.numbers[NUMBERS[0]].record is None


def test_a_number_is_taken_as_people_write_it_and_a_slip_is_told(desk, say) -> None:
    typed = NUMBERS[0].replace("-", " ").lower()
    assert say("ledger", "add", typed, *written(1), "--as", "jonas").code == 0
    slip = NUMBERS[1][:-1] + str((int(NUMBERS[1][-1]) + 1) % 10)
    refused = say("ledger", "add", slip, *written(2), "--as", "jonas")
    assert refused.code == 4
    assert "check digit does not fit" in refused.err


def test_the_same_form_a_second_time_is_saved_already_and_another_order_on_it_is_refused(desk, say) -> None:
    order(say, 1)
    head = desk._store.head(RUN)
    again = order(say, 1, total="1180,00")
    assert (again.code, f"{NUMBERS[0]} is saved already, and says the same" in again.out) == (0, True)
    assert desk._store.head(RUN) == head
    other = order(say, 1, total="1181.00")
    assert (other.code, "an order that is not the one on it goes on the next blank" in other.err) == (4, True)


def test_a_form_is_put_right_and_what_stood_there_stays(desk, say) -> None:
    order(say, 1)
    right = ("ledger", "correct", NUMBERS[0], "total=1200", "--as", "ines", "--reason")
    assert (
        say(*right, "misread").out == f"DRILL {RUN}: {NUMBERS[0]} is corrected; what stood there stays in the record.\n"
    )
    assert "says so already" in say(*right, "misread").out
    desk.refresh()
    assert str(desk.state.ledger.numbers[NUMBERS[0]].record.total) == "1 200.00 EUR"
    order(say, 3)
    desk.refresh()
    assert str(balance(desk.state, "order").form_errors) == "1 of 2"
    captures = [event for event in desk._store.read(RUN) if event.kind == "record.captured"]
    assert [event.corrects for event in captures] == [None, captures[0].seq, None]
    nothing = say("ledger", "correct", NUMBERS[1], "total=1", "--as", "ines", "--reason", "misread")
    assert (nothing.code, "no order stands on" in nothing.err) == (4, True)


def test_a_field_that_stands_there_twice_is_refused(desk, say) -> None:
    said = say("ledger", "add", NUMBERS[0], *written(1), "quantity=3", "--as", "jonas")
    assert (said.code, "quantity stands there twice" in said.err) == (2, True)


def test_two_who_correct_one_form_are_told_of_each_other(desk, say) -> None:
    order(say, 1)
    desk.refresh()
    seen = desk.state.ledger.numbers[NUMBERS[0]].record.seq
    say("ledger", "correct", NUMBERS[0], "total=1200", "--as", "ines", "--reason", "misread")
    with pytest.raises(Refused, match="has been changed since you saw it"):
        desk.act(ask.Correct(NUMBERS[0], {"total": "1300"}, "misread", "pc", 1, seen), JONAS)


def test_what_the_crm_refused_is_entered_again_when_somebody_says_so(desk, say) -> None:
    order(say, 1)
    again = ("ledger", "enter-again", NUMBERS[0], "--as", "ines")
    assert (say(*again).code, "has not refused" in say(*again).err) == (4, True)
    desk.record([RecordEntered(NUMBERS[0], "rejected", detail="no such customer")])
    assert "is entered again at the step that enters" in say(*again).out
    desk.refresh()
    assert desk.state.ledger.numbers[NUMBERS[0]].outcome is None


def test_the_customer_of_an_order_that_is_not_new_is_not_made(desk, say) -> None:
    order(say, 1)
    said = say("ledger", "customer-made", NUMBERS[0], "--as", "jonas")
    assert (said.code, "no order of a new customer stands on" in said.err) == (4, True)


def test_void_missing_and_returned_numbers_say_so(desk, say) -> None:
    alone = say("ledger", "void", NUMBERS[1], "--reason", "coffee", "--witness", "jonas", "--as", "jonas")
    assert (alone.code, "a witness is somebody else" in alone.err) == (4, True)
    assert say("ledger", "void", NUMBERS[1], "--reason", "coffee", "--witness", "ines", "--as", "jonas").code == 0
    assert say("ledger", "missing", NUMBERS[2], "--reason", "not in the pad", "--as", "ines").code == 0
    assert say("ledger", "return", NUMBERS[3], NUMBERS[4], "--as", "jonas").code == 0
    assert say("ledger", "return", "--all", "order", "--as", "jonas").code == 0
    shown = say("ledger", "show", "--json").rows
    (form,) = shown["forms"]
    counts = {name: form[name] for name in ("issued", "used", "void", "returned", "missing", "open")}
    assert counts == {"issued": 10, "used": 0, "void": 1, "returned": 8, "missing": 1, "open": 0}
    assert say("ledger", "return").code == 2


def test_show_says_where_every_number_is_in_words_and_as_csv(desk, say) -> None:
    order(say, 1)
    close(desk, "accounting")
    page = say("ledger", "show").out
    assert "DRILL" in page
    assert f"{NUMBERS[1]} to {NUMBERS[9]}" in page
    assert "BP26-01    sent" in page
    rows = list(csv.DictReader(io.StringIO(say("ledger", "show", "--csv").out)))
    assert [row["state"] for row in rows] == ["used"] + ["issued"] * 9
    assert (rows[0]["total"], rows[0]["batches"], rows[0]["custodian"]) == ("1180.00", "BP26-01", "jonas")
    assert "Vivai" not in json.dumps(rows)


def test_a_batch_is_exported_as_csv_and_as_a_sheet_that_prints(desk, say, tmp_path) -> None:
    order(say, 1)
    close(desk)
    said = say("ledger", "export", "BP26-01", "--to", str(tmp_path / "out"))
    sheet, cover = (Path(line) for line in said.out.split())
    kinds = [line[0] for line in csv.reader(sheet.read_text("utf-8").splitlines())]
    assert kinds == ["batch", "columns", "record", "trailer"]
    assert "DRILL: practice only" in cover.read_text("utf-8")
    unknown = say("ledger", "export", "BP26-09")
    assert (unknown.code, "There are: BP26-01." in unknown.err) == (4, True)


def test_a_batch_that_was_turned_away_is_sent_again(desk, say) -> None:
    order(say, 1)
    close(desk, "accounting")
    desk.record([BatchRejected("BP26-01", "accounting", "tomasz", "torn")])
    assert say("ledger", "send", "BP26-01", "accounting", "--as", "ines").code == 0
    (batch,) = say("ledger", "show", "--json").rows["batches"]
    assert (batch["state"], batch["receivers"]["accounting"]["tries"]) == ("re-sent", 2)
    assert say("ledger", "send", "BP26-01", "shipping", "--as", "ines").code == 4


def test_an_overdue_batch_is_taken_up_with_what_was_done(desk, say) -> None:
    order(say, 1)
    close(desk, "accounting")
    early = say("ledger", "chase", "BP26-01", "accounting", "--did", "called", "--as", "ines")
    assert (early.code, "still has time" in early.err) == (4, True)
    desk.record([BatchOverdue("BP26-01", "accounting", 900_000)])
    assert "NO ANSWER IN TIME" in say("ledger", "show").out
    assert say("ledger", "chase", "BP26-01", "accounting", "--did", "called Tomasz", "--as", "ines").code == 0


def test_what_was_in_flight_is_a_list_until_somebody_looked(desk, say, tmp_path) -> None:
    log = tmp_path / "shop.csv"
    log.write_text("number;outcome;total\nW-1;accepted;10.00\nW-2;unknown;20.00\nW-3;;5.00\n")
    said = say("ledger", "in-flight", str(log), "--as", "ines")
    assert (said.code, "2 in flight" in said.out, "1 accepted" in said.out) == (0, True, True)
    assert say("ledger", "in-flight", "W-4", "--as", "ines").code == 0
    assert "W-2, W-3, W-4" in say("ledger", "show").out
    assert say("ledger", "in-flight", "--held", "W-2", "--held", "W-3", "--absent", "W-4", "--as", "jonas").code == 0
    known = {one["number"]: one["crm"] for one in say("ledger", "show", "--json").rows["in_flight"]}
    assert known == {"W-2": "held", "W-3": "held", "W-4": "absent"}
    left = say("ledger", "reconcile", "--json")
    assert ("R15", "W-4") in {(one["rule"], one["number"]) for one in left.rows["exceptions"]}
    stranger = say("ledger", "in-flight", "--held", "W-9", "--as", "jonas")
    assert (stranger.code, "not in flight" in stranger.err) == (4, True)


def test_forms_of_customers_who_are_in_the_apps_log_are_named_and_no_name_is_kept(desk, say, tmp_path) -> None:
    say("ledger", "add", NUMBERS[0], *written(1), "--as", "jonas")
    desk.refresh()
    record, customer = desk.state.ledger.numbers[NUMBERS[0]].record, "vivai 1"
    log, at = tmp_path / "shop.csv", to_iso(record.taken_at)
    log.write_text(f"number,outcome,customer,at\nW-1,failed,{customer},{at}\nW-2,failed,Somebody Else,{at}\n")
    said = say("ledger", "in-flight", str(log), "--as", "ines")
    assert (said.code, f"{record.number}: the customer also ordered W-1; call them" in said.out) == (0, True)
    assert "call them" not in say("ledger", "in-flight", str(log), "--as", "ines").out
    desk.refresh()
    events = [event for event in desk._store.read(desk.stream) if event.kind == "records.ordered-elsewhere"]
    assert [event.body["numbers"] for event in events] == [{record.number: "W-1"}]
    assert "Somebody Else" not in str([event.body for event in desk._store.read(desk.stream)])
    log.write_text(f"number,outcome,customer,at\nW-1,failed,{customer},soon\n")
    bad = say("ledger", "in-flight", str(log), "--as", "ines")
    assert (bad.code, "line 2: 'soon' is no time" in bad.err) == (4, True)


def test_reconcile_has_the_same_keys_always_and_its_code_says_whether_anything_is_open(desk, say) -> None:
    order(say, 1)
    found = say("ledger", "reconcile", RUN, "--json")
    assert found.code == 6
    assert list(found.rows) == [
        *("issued", "used", "void", "returned", "missing", "captured", "entered", "rejected", "unknown"),
        *("lost", "duplicated", "exceptions"),
    ]
    assert ("R4", NUMBERS[0]) in {(one["rule"], one["number"]) for one in found.rows["exceptions"]}
    say("ledger", "return", "--all", "order", "--as", "jonas")
    close(desk, "accounting", "shipping")
    acknowledged(desk, "accounting", "shipping")
    desk.record([RecordEntered(NUMBERS[0], "created", "8011")])
    clean = say("ledger", "reconcile")
    assert (clean.code, "No exception is open." in clean.out) == (0, True)


def acknowledged(desk: Desk, *receivers: str) -> None:
    desk.refresh()
    for receiver in receivers:
        desk.record([acknowledge(desk.state.ledger, "BP26-01", receiver, ReadBack(), by="tomasz")])


def test_an_exception_is_settled_by_somebody_else(desk, say) -> None:
    order(say, 1)
    found = (BooksException("R6", NUMBERS[0], "1 EUR in the CRM, 2 EUR on the form"),)
    desk.record([BooksCompared("agree", "order", found, 0, 0, agree=False)], JONAS)
    ghost = say("ledger", "settle", "R6", NUMBERS[0], "--reason", "price list of May", "--as", "casper")
    assert (ghost.code, "casper has no hand in this run" in ghost.err) == (4, True)
    doer = say("ledger", "settle", "R6", NUMBERS[0], "--reason", "price list of May", "--as", "jonas")
    assert (doer.code, "somebody else settles" in doer.err) == (4, True)
    assert say("ledger", "settle", "r6", NUMBERS[0], "--reason", "price list of May", "--as", "priya").code == 0
    (one,) = say("ledger", "show", "--json").rows["exceptions"]
    assert one["settled"] == "price list of May"


def test_payments_are_only_for_forms_that_ask_for_a_reference(desk, say, tmp_path) -> None:
    (tmp_path / "gateway.csv").write_text("reference,amount\nPAY-1,10.00\n")
    refused = say("ledger", "payments", str(tmp_path / "gateway.csv"), "--form", "order", "--as", "ines")
    assert (refused.code, "means: payment" in refused.err) == (4, True)


def test_an_observer_of_nothing_is_told_that_there_is_no_run(house, say) -> None:
    said = say("ledger", "show")
    assert (said.code, "continuity drill run" in said.err) == (2, True)


def test_after_the_end_nothing_is_written(desk, say) -> None:
    desk.record([RunEnded("over")])
    said = order(say, 1)
    assert (said.code, "nothing can be written" in said.err) == (4, True)


def test_headings_of_a_log_may_be_in_any_letters_and_what_is_not_read_is_named(desk, say, tmp_path) -> None:
    say("ledger", "add", NUMBERS[0], *written(1), "--as", "jonas")
    log = tmp_path / "shop.csv"
    log.write_text("Number,Outcome,Customer,Remark\nW-1,accepted,vivai 1,4111111111111111\nW-2,failed,nobody,\n")
    said = say("ledger", "in-flight", str(log), "--as", "ines")
    assert "1 in flight, to look for before anything is entered; 1 accepted" in said.out
    assert "Not read: remark." in said.out
    assert f"{NUMBERS[0]}: the customer also ordered W-1" in said.out
    log.write_text("Outcome\nfailed\n")
    assert "has no column number" in say("ledger", "in-flight", str(log), "--as", "ines").err


def test_hints_are_shown_and_books_that_were_not_compared_are_told(desk, say) -> None:
    for place in (1, 2):
        say("ledger", "add", NUMBERS[place - 1], *written(1), "--as", "jonas")
    assert f"hint R3   {NUMBERS[1]:<14} same customer and same total as {NUMBERS[0]}" in say("ledger", "reconcile").out
    said = say("ledger", "settle", "R4", NUMBERS[0], "--reason", "x", "--as", "priya")
    assert (said.code, "have not been compared yet" in said.err) == (4, True)


def test_a_slip_in_the_name_of_a_log_is_no_order_in_flight(desk, say, tmp_path) -> None:
    for path in (tmp_path / "nofile.csv", tmp_path):
        wrong = say("ledger", "in-flight", str(path), "--as", "ines")
        assert (wrong.code, "cannot be read" in wrong.err) == (2, True)
    assert say("ledger", "in-flight", "W-50,", "W-51,W-52", "--as", "ines").code == 0
    desk.refresh()
    assert desk.state.ledger.stations.unlooked == ("W-50", "W-51", "W-52")


def test_every_line_of_a_log_that_is_wrong_is_told(desk, say, tmp_path) -> None:
    log = tmp_path / "shop.csv"
    log.write_text(
        "number,outcome,customer,total\nW-1,,4111 1111 1111 1111,1.00\n,failed,nobody,\n,,,\nW-4,accepted,,abc\n"
    )
    wrong = say("ledger", "in-flight", str(log), "--as", "ines")
    assert wrong.code == 4
    for words in (
        "line 2: customer: this looks like a card number",
        "line 3: there is no number",
        "line 5: 'abc' is not",
    ):
        assert words in wrong.err
    assert "4111" not in wrong.err
    assert "line 4" not in wrong.err


def test_what_was_never_compared_cannot_be_settled_whatever_its_number(desk, say) -> None:
    order(say, 1)
    refused = say("ledger", "settle", "R15", "W-2", "--reason", "they cancelled", "--as", "priya")
    assert (refused.code, "no number of ours" in refused.err) == (4, False)
    slip = say("ledger", "settle", "R4", "P26-0001-0", "--reason", "they cancelled", "--as", "priya")
    assert "check digit" in slip.err


def test_who_has_answered_is_not_chased(desk, say) -> None:
    order(say, 1)
    close(desk, "accounting")
    acknowledged(desk, "accounting")
    refused = say("ledger", "chase", "BP26-01", "accounting", "--did", "telephoned", "--as", "ines")
    assert (refused.code, "accounting has answered: BP26-01 is acknowledged" in refused.err) == (4, True)


def test_what_is_given_back_is_named(desk, say) -> None:
    order(say, 2)
    back = say("ledger", "return", "--all", "order", "--as", "jonas").out
    assert f"back, 9: {NUMBERS[0]}, {NUMBERS[2]} to {NUMBERS[9]}." in back


def test_a_batch_whose_forms_go_with_the_next_one_is_withdrawn(desk, say) -> None:
    order(say, 1)
    batch = close(desk, "accounting")
    desk.record([reject(desk.state.ledger, batch, "accounting", reason="illegible", by="tomasz")], INES)
    assert say("ledger", "show", "--json").rows["batches"][0]["state"] == "rejected"
    assert say("ledger", "correct", NUMBERS[0], "total=1190.00", "--reason", "read again", "--as", "jonas").code == 0
    assert say("ledger", "show", "--json").rows["batches"][0]["state"] == "withdrawn"
    assert f"{batch:<10} withdrawn" in say("ledger", "show").out
