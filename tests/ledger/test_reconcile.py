"""Each rule: planted, it is found; on clean books, none is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from continuity.errors import Refused
from continuity.events import ledger as said
from continuity.events.ledger import BooksException, SystemRecord
from continuity.ledger.batch import ReadBack
from continuity.ledger.decide import acknowledge, compare_books, free_numbers, miss, return_numbers, settle, void
from continuity.ledger.figures import figures
from continuity.ledger.numbers import Series, format_number
from continuity.ledger.readings import held
from continuity.ledger.reconcile import Comparison, compare
from continuity.ledger.rules import RULES
from continuity.structure import Private

HOUR = 3_600_000


def done(desk, used: int = 3) -> list[SystemRecord]:
    """Every order taken, batched, acknowledged and entered, blanks given back: books with nothing wrong."""
    numbers = desk.issue(6)
    for place, number in enumerate(numbers[:used]):
        desk.take(number, f"{10 + place}.00", customer=f"Customer {place}", phone=f"+39 0573 1000{place}")
    answered(desk, desk.batch("accounting"))
    for number in numbers[:used]:
        desk.tell(said.RecordEntered(number, "created", f"801{number}"))
    desk.tell(return_numbers(desk.ledger, "order", free_numbers(desk.ledger, "order")))
    return desk.in_crm(*numbers[:used])


def answered(desk, batch: str) -> None:
    known = desk.ledger.batches[batch]
    read = ReadBack(known.count, known.totals, known.hash_total)
    desk.tell(acknowledge(desk.ledger, batch, "accounting", read, by="tomasz"))


def look(desk, form, records: list[SystemRecord]) -> Comparison:
    return compare(desk.ledger, "order", form, held(records), drill=desk.drill, receivers=("accounting",))


def found(desk, form, records: list[SystemRecord]) -> set[tuple[str, str]]:
    return {(one.rule, one.number) for one in look(desk, form, records).exceptions}


def test_clean_books_break_no_rule(desk, form) -> None:
    comparison = look(desk, form, done(desk))
    assert comparison == Comparison((), 0, 0)
    assert compare_books(desk.ledger, "order", comparison, key="agree").agree


def nth(desk, place: int) -> str:
    return list(desk.ledger.numbers)[place]


def leave_a_blank_out(desk, records):
    return {("R1", desk.issue(1)[0])}


def use_a_number_never_issued(desk, records):
    desk.tell(said.RecordCaptured("P26-0700-9", "order", {}, {}, 1, "EUR", "pad", 1))
    records.append(SystemRecord("P26-0700-9", "801X", 1, "EUR"))
    return {("R1", "P26-0700-9"), ("R13", "P26-0700-9")}


def fill_a_number_in_twice(desk, records):
    desk.tell(said.RecordCaptured(nth(desk, 0), "order", {}, {}, 1, "EUR", "pad", 1))
    return {("R2", nth(desk, 0))}


def double_one_in_the_crm(desk, records):
    records.append(SystemRecord(records[0].number, "801twin", records[0].total_minor, "EUR"))
    return {("R2", records[0].number)}


def lose_one_in_the_crm(desk, records):
    return {("R4", records.pop().number)}


def enter_a_returned_blank(desk, records):
    records.append(SystemRecord(nth(desk, 5), "801X", 1, "EUR"))
    return {("R5", nth(desk, 5))}


def enter_a_number_out_of_nowhere(desk, records):
    records.append(SystemRecord("P26-0900-4", "801X", 1, "EUR"))
    return {("R5", "P26-0900-4")}


def key_another_total(desk, records):
    records[0] = SystemRecord(records[0].number, "801", records[0].total_minor + 1, "EUR")
    return {("R6", records[0].number)}


def key_another_currency(desk, records):
    records[0] = SystemRecord(records[0].number, "801", records[0].total_minor, "USD")
    return {("R6", records[0].number)}


def spoil_a_batched_form(desk, records):
    desk.tell(said.RecordVoided(nth(desk, 2), Private("r"), "w"))
    records.pop()
    return {("R12", "BP26-01")}


def have_a_batch_rejected(desk, records):
    desk.tell(said.BatchRejected("BP26-01", "accounting", "tomasz", "torn"))
    return {("R12", "BP26-01")}


def have_a_number_refused(desk, records):
    known = desk.ledger.batches["BP26-01"]
    desk.tell(
        said.BatchAcknowledged("BP26-01", "accounting", "t", known.count, known.totals, None, (nth(desk, 1),)),
    )
    return {("R12", nth(desk, 1))}


def leave_a_batch_unanswered(desk, records):
    desk.tell(said.BatchSent("BP26-01", "shipping", "k"))
    return {("R13", "BP26-01")}


def keep_an_order_out_of_every_batch(desk, records):
    number = desk.issue(1)[0]
    desk.take(number, "99.00", customer="Another", phone="+39 0573 90001")
    records.append(desk.crm_record(number))
    return {("R13", number)}


def leave_an_outcome_unknown(desk, records):
    number = desk.issue(1)[0]
    desk.take(number, "99.00", customer="Another", phone="+39 0573 90001")
    answered(desk, desk.batch("accounting"))
    desk.tell(said.RecordEntered(number, "unknown", detail="no answer within 2 s"))
    records.append(desk.crm_record(number))
    return {("R18", number)}


PLANTED: list[Callable[..., set[tuple[str, str]]]] = [
    leave_a_blank_out,
    use_a_number_never_issued,
    fill_a_number_in_twice,
    double_one_in_the_crm,
    lose_one_in_the_crm,
    enter_a_returned_blank,
    enter_a_number_out_of_nowhere,
    key_another_total,
    key_another_currency,
    spoil_a_batched_form,
    have_a_batch_rejected,
    have_a_number_refused,
    leave_a_batch_unanswered,
    keep_an_order_out_of_every_batch,
    leave_an_outcome_unknown,
]


@pytest.mark.parametrize("plant", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(desk, form, plant) -> None:
    records = done(desk)
    planted = plant(desk, records)
    comparison = look(desk, form, records)
    assert {(one.rule, one.number) for one in comparison.exceptions} == planted
    assert not compare_books(desk.ledger, "order", comparison, key="agree").agree


def test_every_rule_in_the_table_has_a_test() -> None:
    assert [rule.id for rule in RULES] == [f"R{number}" for number in range(1, 19)]


def test_the_same_order_taken_twice_is_a_hint_that_keeps_no_books_open(desk, form) -> None:
    records = done(desk, used=1)
    again, later = desk.issue(2)
    desk.take(again, "10.00", customer="CUSTOMER  0", phone="+39 0573 777777", at=5_000)
    desk.take(later, "10.00", customer="Customer 0", phone="+39 0573 777778", at=5_001 + HOUR)
    answered(desk, desk.batch("accounting"))
    comparison = look(desk, form, records + desk.in_crm(again, later))
    assert [(one.rule, one.number, one.hint) for one in comparison.exceptions] == [("R3", again, True)]
    assert "Customer" not in comparison.exceptions[0].detail
    assert compare_books(desk.ledger, "order", comparison, key="agree").agree


def test_a_missing_number_is_shown_and_does_not_keep_the_books_open(desk, form) -> None:
    records = done(desk)
    number = desk.issue(1)[0]
    desk.tell(miss(desk.ledger, number, reason="pad not found"))
    comparison = look(desk, form, records)
    assert [(one.rule, one.hint) for one in comparison.exceptions] == [("R1", True)]


def test_a_drill_number_in_a_real_read_is_found(new_desk, form) -> None:
    desk = new_desk(drill=False)
    leaked = SystemRecord("P26-0001-1", "801X", 1, "EUR")
    assert found(desk, form, done(desk)) == set()
    comparison = compare(
        desk.ledger, "order", form, held([*desk.in_crm(*list(desk.ledger.numbers)[:3]), leaked]), drill=False
    )
    assert [(one.rule, one.number) for one in comparison.exceptions] == [("R17", "P26-0001-1")]


def test_numbers_of_earlier_runs_in_the_crm_are_let_be(desk, form) -> None:
    desk.tell(said.BlockIssued("b", "order", "P26-", 4, True, 41, 42, "clerk", True))
    desk.tell(return_numbers(desk.ledger, "order", free_numbers(desk.ledger, "order")))
    assert found(desk, form, [SystemRecord(format_number(Series("P26-", 4, True), 40), "801X", 1, "EUR")]) == set()


def test_lost_and_duplicated_are_counted(desk, form) -> None:
    records = done(desk)
    twins = [SystemRecord(records[0].number, f"801{n}", records[0].total_minor, "EUR") for n in range(2)]
    comparison = look(desk, form, [*records[:1], *twins])
    assert (comparison.lost, comparison.duplicated) == (2, 2)
    desk.tell(compare_books(desk.ledger, "order", comparison, key="agree"))
    assert (figures(desk.ledger, "order").lost, figures(desk.ledger, "order").duplicated) == (2, 2)


def test_an_exception_is_settled_by_somebody_else_and_opens_again_when_it_changes(desk, form) -> None:
    records = done(desk)
    number = key_another_total(desk, records).pop()[1]
    desk.tell(compare_books(desk.ledger, "order", look(desk, form, records), key="agree"), by="priya")
    for doer in ("priya", "jonas"):
        with pytest.raises(Refused):
            settle(desk.ledger, "order", "R6", number, reason="price list", by=doer)
    with pytest.raises(Refused, match="no open R4"):
        settle(desk.ledger, "order", "R4", number, reason="x", by="ines")
    desk.tell(settle(desk.ledger, "order", "R6", number, reason="price list of May", by="ines"), by="ines")
    assert desk.ledger.agree("order")
    assert compare_books(desk.ledger, "order", look(desk, form, records), key="agree").agree
    records[0] = SystemRecord(number, "801", 1, "EUR")
    assert not compare_books(desk.ledger, "order", look(desk, form, records), key="agree").agree


def test_a_number_without_an_end_is_not_reasoned_away(desk, form) -> None:
    records = done(desk)
    number = desk.issue(1)[0]
    desk.tell(compare_books(desk.ledger, "order", look(desk, form, records), key="agree"), by="priya")
    with pytest.raises(Refused) as refused:
        settle(desk.ledger, "order", "R1", number, reason="it will turn up", by="ines")
    assert "has no end yet" in refused.value.reasons[0]
    desk.tell(miss(desk.ledger, number, reason="looked everywhere"), by="ines")
    assert compare_books(desk.ledger, "order", look(desk, form, records), key="agree").agree


def test_two_faults_of_one_rule_and_number_are_one_exception_with_both_said(desk, form) -> None:
    records = done(desk)
    for receiver in ("shipping", "treasury"):
        desk.tell(said.BatchSent("BP26-01", receiver, "k"))
    assert look(desk, form, records).exceptions == (
        BooksException("R13", "BP26-01", "shipping has not acknowledged it; treasury has not acknowledged it"),
    )


def test_a_spoiled_form_that_left_nowhere_breaks_nothing(desk, form) -> None:
    records = done(desk)
    number = desk.issue(1)[0]
    desk.tell(void(desk.ledger, number, reason="coffee", witness="ines", by="jonas"))
    assert found(desk, form, records) == set()
