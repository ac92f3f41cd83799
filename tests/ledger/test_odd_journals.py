"""What nobody decides, and a journal may hold all the same, is found by the books and by nothing else."""

from __future__ import annotations

from continuity.events import Actor, Body, Fact, Known
from continuity.events import ledger as said
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import how_many_wait
from continuity.ledger.figures import figures
from continuity.ledger.numbers import Series, format_number
from continuity.ledger.readings import held
from continuity.ledger.reconcile import compare
from continuity.ledger.state import Ledger
from continuity.plan.runbook import Field, Form, Numbering
from continuity.structure import Private

SERIES = Series("P26-", 4, True)
FORM = Form("Order", Numbering("M26-", "P26-"), (Field("customer", "Customer", identifies=True),))
ONE, TWO, STRANGE = (format_number(SERIES, sequence) for sequence in (1, 2, 50))


def ledger_of(*told: Body, corrects: int | None = None) -> Ledger:
    ledger = Ledger()
    for seq, body in enumerate([said.BlockIssued("b", "order", "P26-", 4, True, 1, 2, "jonas", True), *told], 1):
        asked = corrects if isinstance(body, said.RecordCaptured) and seq > 3 else None
        ledger.apply(Fact(seq, seq, seq, Actor("jonas", Known.STATED), body, corrects=asked))
    return ledger


def taken(number: str, counter: int, minor: int = 100) -> said.RecordCaptured:
    texts = {"customer": Private(f"Casa {counter}")}
    return said.RecordCaptured(number, "order", {}, texts, minor, "EUR", "till", counter)


def closed(*numbers: str, count: int = 1) -> said.BatchClosed:
    return said.BatchClosed("B1", "order", "k", numbers, {"EUR": 100 * count}, count, "")


def found(ledger: Ledger, *there: str, packs: dict[str, str] | None = None) -> set[tuple[str, str, str]]:
    shown = held(SystemRecord(number, number, 100, "EUR") for number in there)
    result = compare(ledger, "order", FORM, shown, drill=True, on_packs=packs)
    return {(one.rule, one.number, one.detail) for one in result.exceptions}


def test_a_batch_that_was_closed_twice_adds_its_forms_up_once() -> None:
    ledger = ledger_of(taken(ONE, 1), taken(TWO, 2), closed(ONE), closed(ONE))
    assert not [one for one in found(ledger, ONE, TWO) if one[0] == "R12"]


def test_a_form_that_stands_in_a_batch_twice_is_added_up_as_the_header_does() -> None:
    header = said.BatchClosed("B1", "order", "k", (ONE, ONE), {"EUR": 200}, 2, "")
    ledger = ledger_of(taken(ONE, 1), taken(TWO, 2), header)
    assert not [one for one in found(ledger, ONE, TWO) if one[0] == "R12"]


def test_a_spoiled_number_that_was_never_issued_is_told_when_the_crm_holds_it() -> None:
    ledger = ledger_of(said.RecordVoided(STRANGE, Private("tea"), "ines"))
    assert ("R5", STRANGE, "in the CRM, and the form is void") in found(ledger, STRANGE)


def test_what_a_pack_has_on_a_blank_is_told_before_what_is_wrong_with_the_blank() -> None:
    told = found(ledger_of(), packs={ONE: "copy 3 has it", STRANGE: "copy 4 has it"})
    assert ("R1", STRANGE, "copy 4 has it") in told
    assert ("R1", ONE, "copy 3 has it; issued to jonas, and neither used, void, returned nor missing") in told


def test_a_form_that_was_put_right_very_often_is_told_with_how_often() -> None:
    often = 1_200
    ledger = ledger_of(taken(ONE, 1), closed(ONE), said.BatchSent("B1", "accounting", "k"))
    answer = said.BatchAcknowledged("B1", "accounting", "t", 1, {"EUR": 100})
    ledger.apply(Fact(5, 5, 5, Actor("t", Known.STATED), answer))
    for seq in range(6, 6 + often):
        body = taken(ONE, seq)
        ledger.apply(Fact(seq, seq, seq, Actor("jonas", Known.STATED), body, corrects=seq - 1))
    [told] = [detail for rule, number, detail in found(ledger, ONE) if (rule, number) == ("R12", ONE)]
    assert f"corrected {often} times since B1" in told


def test_an_answer_of_a_later_version_leaves_the_order_to_be_entered() -> None:
    ledger = ledger_of(taken(ONE, 1), said.RecordEntered(ONE, "queued"))  # type: ignore[arg-type]
    assert (figures(ledger, "order").to_enter, how_many_wait(ledger, "order")) == (1, 1)
    ledger.apply(Fact(9, 9, 9, Actor("jonas", Known.STATED), said.RecordEntered(ONE, "created")))
    assert (figures(ledger, "order").to_enter, how_many_wait(ledger, "order")) == (0, 0)
