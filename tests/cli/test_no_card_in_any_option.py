"""No option and no argument of any command takes a card number; what a program asks for in a dialogue does neither."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import INES, NUMBERS, begin

from continuity.cli.here import Here
from continuity.cli.import_ import KINDS
from continuity.cli.main import COMMANDS, group
from continuity.cli.questions import Question, Questions
from continuity.cli.words import LEFT_ALONE, Words
from continuity.clock import SystemClock
from continuity.desk.programme import change_programme
from continuity.errors import Refused
from continuity.events import Actor, Known
from continuity.events.lifecycle import Warned
from continuity.events.steps import StepReady
from continuity.faults.lever import lever
from continuity.run import commands as ask
from continuity.run.commands import Who

CARD, PLAIN = "4111 1111 1111 1111", "4111111111111111"


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from commands(inner, (*path, name))


ALL = [(path, command) for path, command in commands(group, ()) if path != ("toxiproxy",)]


def test_every_word_is_looked_at_but_for_those_with_a_reason() -> None:
    assert len(ALL) > len(COMMANDS) + len(KINDS)
    alone = {(command.name, p.name) for _, command in ALL for p in command.params if p.type is click.STRING}
    assert alone == set(LEFT_ALONE)


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_a_card_is_refused_before_anything_is_done(
    house: Path, say, tmp_path: Path, path: tuple[str, ...], command: click.Command
) -> None:
    (house / "1").write_text("")
    for param in (one for one in command.params if isinstance(one.type, Words)):
        said = say(*path, *_call(command, param))
        assert (said.code, "this looks like a card number; never write one down" in said.err) == (4, True), param.name
        assert "1111" not in said.out + said.err
    assert _files_that_hold_it(tmp_path) == []


def _call(command: click.Command, param: click.Parameter) -> list[str]:
    """What else the command needs is there, so that nothing but the card speaks against it."""
    words = []
    for one in command.params:
        text = CARD if one is param else "1" if one.required else None
        words += [] if text is None else [one.opts[0], text] if isinstance(one, click.Option) else [text]
    return words


def _files_that_hold_it(root: Path) -> list[Path]:
    found = [path for path in root.rglob("*") if path.is_file()]
    return [path for path in found if PLAIN in path.read_bytes().decode("utf-8", "replace").replace(" ", "")]


def test_what_click_says_of_a_word_does_not_repeat_it(house: Path, say) -> None:
    for call in (("pack", "build", "--copies", CARD), ("status", "a", CARD), ("drill", "run", "x", "--speed", CARD)):
        said = say(*call)
        assert said.code in (2, 4)
        assert "1111 1111" not in said.err


def test_halting_is_not_held_up_and_its_reason_keeps_no_digits(house: Path, state: Path, say) -> None:
    assert say("halt", "--reason", f"customer paid with {CARD}").code == 0
    engaged = lever(state)
    assert engaged is not None
    assert engaged.reason == "customer paid with (digits left out)"


@pytest.mark.parametrize("named", ["--site", "--for", "--as", "--use-until"])
def test_a_pack_is_not_printed_for_a_card(house: Path, say, tmp_path: Path, named: str) -> None:
    assert say("pack", "build", "--role", "checker", named, CARD).code == 4
    assert not list(house.rglob("*.html"))
    assert _files_that_hold_it(tmp_path) == []


COMMANDS_OF_A_RUN = [
    ask.Note(CARD), ask.Note("x", PLAIN), ask.Pause(CARD), ask.Abort(CARD), ask.CodeWord(CARD),
    ask.Tell("checker", CARD),
    ask.Start(PLAIN), ask.Finish("notice", {PLAIN: "x"}), ask.Block("notice", CARD), ask.Skip("notice", "x", PLAIN),
    ask.Improvise("notice", CARD, "order-clerk"), ask.Improvise("notice", "x", PLAIN),
    ask.Capture("order", {}, PLAIN, 1), ask.Capture("order", {}, "desk", 1, None, PLAIN),
    ask.Capture(PLAIN, {}, "desk", 1),
    ask.Void(NUMBERS[0], "x", PLAIN), ask.MarkMissing(PLAIN, "x"), ask.EnterByHand(NUMBERS[0], PLAIN),
    ask.EnterByHand(NUMBERS[0], "", CARD), ask.Settle("R6", PLAIN, "x"), ask.TakeUp("BP26-01", "accounting", CARD),
    ask.TellInFlight(PLAIN, ("W-1",)), ask.TellInFlight("shop", (PLAIN,)), ask.TellPayments("order", PLAIN, ()),
    ask.Offer(PLAIN, "checker"), ask.Decline(CARD), ask.SayAway(PLAIN, "x"), ask.SayAway("jonas", CARD),
    ask.Join(PLAIN), ask.Join(None, PLAIN), ask.FireInject(PLAIN), ask.FireFault(PLAIN),
    ask.SettlePack("0" * 16, 1, CARD), ask.SettlePack(PLAIN, 1, "x"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS_OF_A_RUN, ids=lambda one: type(one).__name__)
def test_no_command_of_a_run_takes_one_whoever_asks(house: Path, tmp_path: Path, command: object) -> None:
    desk = begin(house)
    head = desk.state.last_seq
    with pytest.raises(Refused) as refused:
        desk.act(command, INES)
    told = " ".join((refused.value.message, *refused.value.reasons, refused.value.hint or ""))
    assert "this looks like a card number; never write one down" in told
    assert "1111" not in told
    desk.refresh()
    assert desk.state.last_seq == head


@pytest.mark.parametrize(
    "who", [Who(Actor(PLAIN, Known.STATED)), Who(INES.actor, on_behalf_of=PLAIN), Who(INES.actor, PLAIN)]
)
def test_nothing_is_written_in_the_name_of_a_card(house: Path, who: Who) -> None:
    desk = begin(house)
    for act in (
        lambda: desk.act(ask.Note("x"), who),
        lambda: desk.record([Warned("x")], who),
        lambda: change_programme(
            Here(house).store, SystemClock(), lambda: os.urandom(16), lambda *_: [Warned("x")], who
        ),
    ):
        with pytest.raises(Refused):
            act()


def typed(house: Path, arguments: list[str], *lines: str) -> str:
    """What the program says to somebody who types these lines; answers come the same way through a pipe."""
    program = [sys.executable, "-m", "continuity", *arguments]
    done = subprocess.run(
        program, cwd=house, input="".join(f"{line}\n" for line in lines), capture_output=True, text=True, timeout=60
    )
    return done.stdout + done.stderr


def test_what_is_typed_in_a_run_is_refused_and_stands_nowhere(house: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "crash").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "crash"))
    begin(house).record([StepReady("notice")])
    seat = ["join", "--as", "jonas", "--role", "order-clerk", "--plain"]
    told = typed(house, seat, "n", CARD, "b", "4111,1111,1111,1111", "s", "CSC 123", PLAIN, "d", CARD, PLAIN, CARD, "q")
    assert told.count("never write one down") >= 3, told
    assert _files_that_hold_it(tmp_path) == []
    assert list((tmp_path / "crash").iterdir()) == []


def test_what_the_lead_types_is_refused_and_stands_nowhere(house: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "crash").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "crash"))
    begin(house)
    told = typed(house, ["join", "--as", "ines", "--duty", "lead", "--plain"], "n", CARD, "no duff", CARD, "q")
    assert told.count("never write one down") == 2, told
    assert _files_that_hold_it(tmp_path) == []
    assert list((tmp_path / "crash").iterdir()) == []


@pytest.mark.parametrize("answer", [CARD, "CSC 123"])
def test_a_question_about_a_new_file_is_asked_again(monkeypatch, capsys, answer: str) -> None:
    answers = iter([answer, "Fax"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    questions = Questions(ask=True)
    questions.asks = True
    assert questions.answer(Question("What is it called", "--title", None, str), None) == "Fax"
    assert "never write one down" in capsys.readouterr().out


def test_an_answers_file_that_holds_one_is_refused_whole(house: Path, say, tmp_path: Path) -> None:
    desk = begin(house)
    answers = tmp_path / "answers.yaml"
    said = f"steps:\n  notice: {{seen: '{CARD}'}}\nrecords:\n  - {{customer: 'CSC 123'}}\n"
    answers.write_text(f"format: answers/1\nid: a\ntitle: A\n{said}")
    said = say("join", "--as", "jonas", "--role", "order-clerk", "--answers", str(answers))
    answers.unlink()
    assert said.code == 4
    assert ("a card number" in said.err, "a security code" in said.err, "1111" in said.err) == (True, True, False)
    assert _files_that_hold_it(tmp_path) == []
    desk.refresh()
    assert not desk.state.steps.get("notice") or desk.state.steps["notice"].person is None
