from __future__ import annotations

import itertools

import pytest
from drill_samples import DRILLS
from hypothesis import given
from hypothesis import strategies as st

from continuity.reporting.charts.bars import Bar, draw_bars
from continuity.reporting.charts.clock_labels import ClockLabel, place
from continuity.reporting.charts.picture import draw_run
from continuity.reporting.charts.scale import count_ticks, ticks
from continuity.reporting.charts.shapes import Box, Line, Text
from continuity.reporting.charts.target_bar import target_bar
from continuity.reporting.charts.width import fit, text_width

PICTURES = pytest.mark.parametrize("make", DRILLS.values(), ids=DRILLS)
BARS = ("f-", "s-")


def boxes(picture) -> list[Box]:
    return [s for s in picture.shapes if isinstance(s, Box) and s.kind.startswith(BARS)]


def texts(picture, kind: str = "") -> list[Text]:
    return [s for s in picture.shapes if isinstance(s, Text) and s.kind.startswith(kind)]


@PICTURES
def test_clock_labels_never_touch_and_no_line_crosses_them(make):
    picture = draw_run(make())
    labels = texts(picture, "clk")
    lines = [s for s in picture.shapes if isinstance(s, Line) and s.kind == "clock"]
    for one, other in itertools.combinations(labels, 2):
        assert one.y != other.y or one.right <= other.left or other.right <= one.left
    for label, line in itertools.product(labels, lines):
        assert line.y1 > label.y or not label.left < line.x1 < label.right


@PICTURES
def test_no_text_in_a_bar_is_wider_than_its_bar(make):
    picture = draw_run(make())
    for text in texts(picture, "inbar"):
        assert any(b.x <= text.left and text.right <= b.right and b.y < text.y < b.y + b.height for b in boxes(picture))


@PICTURES
def test_bars_and_words_beside_them_have_their_places_to_themselves(make):
    picture = draw_run(make())
    bars = boxes(picture)
    for one, other in itertools.combinations(bars, 2):
        assert one.y != other.y or one.right <= other.x + 2.1 or other.right <= one.x + 2.1
    for text, bar in itertools.product(texts(picture, "beside"), bars):
        same_row = bar.y < text.y < bar.y + bar.height
        assert not same_row or text.right <= bar.x or bar.right <= text.left


@PICTURES
def test_nothing_leaves_the_picture(make):
    picture = draw_run(make())
    for text in texts(picture):
        assert text.left >= -0.1, text
        assert text.right <= picture.width + 0.1, text
    for box in boxes(picture):
        assert 0 <= box.x < box.right <= picture.width
        assert box.y + box.height <= picture.height


@PICTURES
def test_axis_labels_do_not_run_into_each_other(make):
    picture = draw_run(make())
    for kind in ("num", "wall"):
        row = texts(picture, kind)
        assert all(one.right <= other.left for one, other in itertools.pairwise(row))
    foot = max(text.y for text in texts(picture))
    names = [text for text in texts(picture, "row") if text.y == foot]
    assert all(name.right <= number.left for name in names for number in texts(picture, "wall"))


CLOCKS = st.lists(
    st.tuples(st.integers(0, 700), st.text(min_size=0, max_size=25), st.integers(0, 7)), min_size=1, max_size=8
)


@given(CLOCKS)
def test_any_clocks_can_be_labelled(drawn):
    labels = [(ClockLabel(f"t{n}", title, "18 min", 0), float(x)) for x, title, n in drawn]
    placed = place(labels)
    assert len(placed) == len(labels)
    for one, other in itertools.combinations(placed, 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x
        first, second = (one, other) if (one.x, one.row) <= (other.x, other.row) else (other, one)
        assert apart or second.row > first.row


BAR = st.builds(
    lambda x, w, words: Bar(float(x), float(x + w), words, "s-done", ""), *(st.integers(0, 400),) * 2, st.text()
)


@given(st.lists(BAR, max_size=12))
def test_any_bars_keep_their_words_inside_or_in_free_space(bars):
    shapes, rows = draw_bars(bars, 0, 920)
    drawn = [s for s in shapes if isinstance(s, Box)]
    assert len(drawn) == len(bars)
    assert rows <= max(len(bars), 1)
    for text in (s for s in shapes if isinstance(s, Text)):
        own = [b for b in drawn if b.y < text.y < b.y + b.height]
        if text.inside:
            assert any(b.x <= text.left and text.right <= b.right for b in own)
        else:
            assert all(text.right <= b.x or b.right <= text.left for b in own)


@given(st.integers(-10_000_000, 1_000_000_000), st.integers(1_000, 10_000_000_000))
def test_ticks_are_few_and_round(begin, span):
    _, marks = ticks(begin, begin + span)
    assert len(marks) <= 13
    assert all(begin <= mark.at_ms <= begin + span for mark in marks)


def test_ninety_minutes_are_ticked_in_tens():
    unit, marks = ticks(-6 * 60_000, 92 * 60_000)
    assert unit == "min"
    assert [mark.label for mark in marks] == [str(n) for n in range(0, 91, 10)]


def test_ten_hours_are_ticked_in_hours():
    unit, marks = ticks(0, 10 * 3_600_000)
    assert (unit, marks[-1].label) == ("h", "10")


@given(st.integers(0, 1_000_000))
def test_counts_end_at_or_above_the_most(most):
    levels = count_ticks(most)
    assert levels[0] == 0
    assert levels[-1] >= most
    assert len(levels) <= 4


def test_words_are_shortened_to_their_room():
    assert fit("enter and check", 200, 11) == "enter and check"
    short = fit("enter and check", 60, 11)
    assert short.endswith("…")
    assert text_width(short, 11) <= 60
    assert fit("enter and check", 12, 11) == ""


def test_accents_take_no_room_and_wide_letters_take_more():
    assert text_width("é", 10) == text_width("e", 10)
    assert text_width("受", 10) > text_width("W", 10)


def test_a_missed_target_reaches_beyond_its_line():
    missed = target_bar(20 * 60_000, 24 * 60_000, 0)
    assert missed is not None
    assert missed.filled > missed.line
    assert not missed.beyond
    far = target_bar(1_000, 10_000_000, None)
    assert far is not None
    assert far.beyond
    assert target_bar(None, 5, 0) is None
