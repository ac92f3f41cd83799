"""What is laid away comes back as it was, and takes little room."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.events import Actor, Body, Fact, Known
from continuity.events import ledger as said
from continuity.ledger import issued
from continuity.ledger.fingerprints import Fingerprints, unpaired
from continuity.ledger.holding import Block, Number, NumberState
from continuity.ledger.issued import Numbers
from continuity.ledger.numbers import Series, format_number, format_numbers
from continuity.ledger.sheets import record_of
from continuity.ledger.shelf import Shelf
from continuity.ledger.state import Ledger
from continuity.structure import Private
from continuity.units import Money

SERIES = Series("P26-", 6, True)


def fact(body: Body, seq: int, corrects: int | None = None) -> Fact[Body]:
    return Fact(seq, seq, seq, Actor("jonas", Known.STATED), body, corrects=corrects)


def record(sequence: int, counter: int | None = None, customer: str = "Casa Verde") -> said.RecordCaptured:
    number, texts = format_number(SERIES, sequence), {"item": f"Spade {sequence}", "quantity": "2"}
    private = {"customer": Private(f"{customer} {sequence}"), "phone": Private(None, "a1b2")}
    return said.RecordCaptured(number, "order", texts, private, sequence * 100, "EUR", "till", counter or sequence)


def issue(first: int, last: int) -> said.BlockIssued:
    return said.BlockIssued(f"{first}", "order", "P26-", 6, True, first, last, "jonas", True)


@given(st.lists(st.tuples(st.integers(0, 60), st.text(max_size=3))), st.integers(1, 3))
def test_a_shelf_is_a_mapping_however_little_of_it_lies_open(told: list[tuple[int, str]], most: int) -> None:
    shelf: Shelf[int, str] = Shelf(lambda key: key // 10, most=most)
    plain: dict[int, str] = {}
    for key, text in told:
        assert shelf.put(key, text) == (plain.get(key) != text)
        plain[key] = text
        assert (shelf[key], shelf.get(key), key in shelf, len(shelf)) == (text, text, True, len(plain))
    assert dict(shelf.items()) == dict(zip(shelf, shelf.values(), strict=True)) == plain
    pages = list(dict.fromkeys(key // 10 for key in plain))
    assert list(shelf) == sorted(plain, key=lambda key: (pages.index(key // 10), list(plain).index(key)))
    assert [key for key in range(61) if key in shelf] == sorted(plain)
    assert (shelf.get(99), shelf.get(99, "none")) == (None, "none")
    with pytest.raises(KeyError):
        shelf[99]


def test_what_is_put_during_a_walk_harms_nobody() -> None:
    shelf: Shelf[int, int] = Shelf(lambda key: key // 10, most=1)
    for key in range(40):
        shelf.put(key, key)
    for key in shelf:
        shelf.put(key + 100, key)
        shelf.put(key, -key)
    assert [shelf[key] for key in range(40)] == [-key for key in range(40)]


@pytest.mark.parametrize("series", [Series("P26-", 4, True), Series("P-", 1, False), Series("7", 2, True)])
@pytest.mark.parametrize("ends", [(1, 9), (3, 7), (7, 9)])
def test_a_block_has_its_numbers_and_no_others(series: Series, ends: tuple[int, int]) -> None:
    numbers, block = Numbers(), Block("b", "order", series, *ends, "jonas", True)
    numbers.issue(block)
    assert list(numbers) == list(block.numbers())
    assert len(numbers) == ends[1] - ends[0] + 1
    assert [one.state for one in numbers.values()] == [NumberState.ISSUED] * len(numbers)
    outside = {format_number(series, sequence) for sequence in range(1, 10)} - set(block.numbers())
    assert not any(number in numbers for number in outside)


def test_a_walk_goes_by_the_blocks_in_the_order_of_their_issue_and_strangers_come_last() -> None:
    numbers, stranger = Numbers(), format_number(SERIES, 5)
    numbers.put(stranger, Number(stranger, "order", NumberState.USED.value))
    for id, first, last in (("a", 151, 320), ("b", 101, 150), ("c", 90, 95)):
        numbers.issue(Block(id, "order", SERIES, first, last, "jonas", True))
    inside = [*range(151, 321), *range(101, 151), *range(90, 96)]
    assert list(numbers) == [*(format_number(SERIES, one) for one in inside), stranger]
    assert [one.sequence for one in numbers.values()][:-1] == inside


def test_blocks_that_share_a_hundred_keep_their_own_and_what_was_there() -> None:
    numbers, stranger = Numbers(), format_number(SERIES, 150)
    numbers.put(stranger, Number(stranger, "order", NumberState.USED.value))
    for id, first, last in (("a", 1, 120), ("b", 121, 350), ("c", 351, 360)):
        numbers.issue(Block(id, "order", SERIES, first, last, "jonas", True))
    assert len(numbers) == len(list(numbers)) == 360
    told = {one.sequence: (one.block, one.state) for one in numbers.values()}
    assert told == {
        n: ("a" if n < 121 else "b" if n < 351 else "c", NumberState.USED if n == 150 else NumberState.ISSUED)
        for n in range(1, 361)
    }


@pytest.mark.parametrize("series", [SERIES, Series("P26-", 6, False), Series("Z", 1, True)])
def test_many_numbers_are_written_as_each_of_them_is(series: Series) -> None:
    sequences = [one for one in (1, 2, 9, 10, 11, 99, 100, 101, 999) if one <= series.last]
    assert list(format_numbers(series, sequences)) == [format_number(series, one) for one in sequences]
    with pytest.raises(ValueError, match="does not fit"):
        list(format_numbers(series, [series.last + 1]))


def test_an_order_comes_back_as_it_was_with_all_that_happened_to_it(monkeypatch) -> None:
    monkeypatch.setattr(issued, "AT_HAND", 1)
    ledger, far = Ledger(), [1, 301, 601]
    told = [issue(1, 900), *(record(one) for one in far)]
    for seq, body in enumerate(told, 1):
        ledger.apply(fact(body, seq))
    first, *others = (format_number(SERIES, one) for one in far)
    ledger.apply(fact(record(1, counter=9, customer="Casa Blu"), 5, corrects=2))
    ledger.apply(fact(said.BatchClosed("B1", "order", "k", (first,), {"EUR": 100}, 1, ""), 6))
    ledger.apply(fact(said.RecordEntered(first, "created", "801"), 7))
    for number in others:
        assert ledger.numbers[number].record is not None
    known = ledger.numbers[first]
    assert (known.state, known.batches, known.system_id, known.entered) == (NumberState.USED, ("B1",), "801", True)
    order = known.record
    assert order is not None
    assert order.before is not None
    assert order == known.order
    assert (order.text("customer"), order.before.text("customer")) == ("Casa Blu 1", "Casa Verde 1")
    assert (order.text("phone"), order.private["phone"]) == (None, Private(None, "a1b2"))
    assert (order.total, order.text("item"), order.corrected_by) == (Money(100, "EUR"), "Spade 1", ("jonas",))
    assert ledger.saved == {("till", 1): first, ("till", 9): first, ("till", 301): others[0], ("till", 601): others[1]}


def test_a_long_run_takes_little_more_memory_than_a_short_one() -> None:
    ledger, seq = Ledger(), 1
    ledger.apply(fact(issue(1, 40_000), seq))
    held = {}
    tracemalloc.start()
    for sequence in range(1, 30_001):
        seq += 1
        ledger.apply(fact(record(sequence), seq))
        if sequence % 15_000 == 0:
            held[sequence] = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert (
        held[30_000] - held[15_000]
    ) / 15_000 < 200  # bytes for each order; one that lies open takes over a thousand
    assert [one.number for one in ledger.orders("order")][::29_999] == [
        format_number(SERIES, 1),
        format_number(SERIES, 30_000),
    ]


def test_a_number_that_is_changed_is_otherwise_as_it_was() -> None:
    before = Number("n", "f", "used", "b", 7, None, 2, ("B1",), "unknown", "801", "late", 5, ("j",), True, "run x")
    [order] = [record_of(fact(record(1), 9), record(1), "n")]
    assert before.filled_in("g", NumberState.VOID, order) == before._replace(
        form="g", standing="void", sheet=tuple(order)
    )
    assert before.issued("g", "c", 8) == before._replace(form="g", block="c", sequence=8)
    assert before.in_batch("B2") == before._replace(batches=("B1", "B2"))
    assert before.answered("created", "802", "", 6, ("k",)) == before._replace(
        outcome="created", system_id="802", detail="", entered_at=6, entered_by=("k",)
    )


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_fingerprints_say_what_came_twice_and_what_stands_on_one_side(ours: list[int], theirs: list[int]) -> None:
    both = Fingerprints(ours), Fingerprints(theirs)
    assert both[0].twice() == {hash(one) for one in ours if ours.count(one) > 1}
    assert unpaired(*both) == {hash(one) for one in set(ours) ^ set(theirs)}
