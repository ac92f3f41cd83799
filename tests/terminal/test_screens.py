"""What people see fits their terminal, says the same without colour, and answers come the same way through a pipe."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from continuity.plan import Field, Form, Numbering
from continuity.terminal import forms, layout
from continuity.terminal.ask import Console, Gone, Interrupted


@pytest.fixture
def typed(monkeypatch):
    """Answers through a pipe, all in one piece."""

    @contextmanager
    def pipe(text: str) -> Iterator[Console]:
        reading, writing = os.pipe()
        os.write(writing, text.encode())
        os.close(writing)
        with os.fdopen(reading) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            yield Console(lambda: False)

    return pipe


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_every_line_fits_the_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    room, page = min(columns, 80), layout.Layout()
    keys = ["[Enter] new record", "d done", "f failed", "b blocked", "n note", "s skip", "o other steps", "? help"]
    lines = [
        *page.rule(),
        *page.both_ends("DRILL  Our quarterly CRM outage · Customer service · as hugo", "+00:21:07"),
        *page.hanging("You are right when:", "Everybody on the floor has heard it, with the time, and says so"),
        *page.wrapped("Ask the duty manager by phone; wait no longer than five minutes, then go on without"),
        *page.choices(keys),
    ]
    assert max(map(len, lines)) <= room
    for word in (*keys, "+00:21:07", "with the time"):
        assert word in " ".join(" ".join(lines).split()), word


def test_screen_for_those_who_hear_it_draws_nothing_and_says_one_thing_to_a_line():
    page = layout.Layout(plain=True)
    assert list(page.rule()) == []
    assert list(page.both_ends("DRILL  as hugo", "3 min")) == [" DRILL  as hugo.", " 3 min."]
    assert list(page.hanging("If not:", "Telephone")) == ["   If not: Telephone"]
    assert page.choices(["d done", "q leave"]) == [" d done", " q leave", " Your answer"]


def test_news_comes_while_somebody_thinks_and_what_they_type_then_is_taken(typed, capsys, monkeypatch):
    with typed("yes\n") as console:
        looks = iter([False, True])
        monkeypatch.setattr(console, "_ready", lambda: next(looks))
        console.idle = lambda: (" >> The chat fails.",)
        assert console.ask("Well?") == "yes"
    assert capsys.readouterr().out == " Well? \n >> The chat fails.\n Well? yes\n"


def test_what_came_in_one_piece_answers_one_question_after_the_other(typed, capsys):
    with typed("first\nsecond\n") as console:
        assert (console.ask("One?"), console.ask("Two?")) == ("first", "second")
        with pytest.raises(Gone):
            console.ask("Three?")
    assert capsys.readouterr().out == " One? first\n Two? second\n Three? "


def test_choice_takes_number_or_name_and_asks_again_for_anything_else(typed, capsys):
    with typed("7\nslow\n1\n") as console:
        assert console.choose("How?", ["fast", "slow"]) == "slow"
        assert console.choose("How?", ["fast", "slow"]) == "fast"
    assert "'7' is none of them." in capsys.readouterr().out


def test_question_ends_when_the_run_does(monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream, os.fdopen(writing, "w"):
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(Interrupted):
            Console(lambda: True).ask("Still there?")


def test_closed_terminal_is_gone_and_no_error(monkeypatch):
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        os.close(ours)
        with pytest.raises(Gone):
            Console(lambda: False).ask("Still there?")


def test_bytes_that_are_no_text_lose_nothing_but_themselves(monkeypatch):
    reading, writing = os.pipe()
    os.write(writing, b"Kr\xffkow\r\n")
    os.close(writing)
    with os.fdopen(reading) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert Console(lambda: False).ask("Where?") == "Kr\N{REPLACEMENT CHARACTER}kow"


class _Book:
    """Stands for a desk that refuses the first form it is given."""

    def __init__(self) -> None:
        self.kept: list[dict[str, str]] = []

    def saved(self, console, desk, form_id, number, values, who):
        self.kept.append(dict(values))
        return len(self.kept) > 1


def test_refused_form_keeps_what_was_typed(typed, monkeypatch, capsys):
    book = _Book()
    form = Form("Order", Numbering("A", "B"), (Field("name", "Name"), Field("item", "Item")))
    values: dict[str, str] | None = {}
    monkeypatch.setattr(forms, "_problems", lambda field, answer, currency: () if answer else ("needed",))
    with typed("Ana\nLamp\n\nLantern\n") as console:
        run = type("Run", (), {"plan": type("Plan", (), {"organisation": type("O", (), {"currency": "EUR"})()})()})()
        while values is not None:
            values = forms._fill_in(console, run, form, values)
            if book.saved(console, None, "order", "B1", values, None):
                break
    assert book.kept == [{"name": "Ana", "item": "Lamp"}, {"name": "Ana", "item": "Lantern"}]
    assert "Name [Ana]:" in capsys.readouterr().out


def test_minutes_are_said_as_people_say_them_and_nonsense_is_asked_again(typed, capsys):
    with typed("25\n1h05m\n 5 m\nsoon\n3\n\n") as console:
        assert [console.minutes("How long ago?") for _ in range(5)] == [25, 65, 5, 3, None]
    assert "soon" in capsys.readouterr().out
