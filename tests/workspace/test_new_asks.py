"""continuity new at a real terminal: few questions, offers for each, nonsense asked again, nothing after Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from continuity.workspace.init import init
from continuity.workspace.load import load

END = b": "
GUIDE = (Path(__file__).parents[2] / "docs" / "write-a-runbook.md").read_text("utf-8")


class Terminal:
    """A program at a pseudo-terminal, answered question by question."""

    def __init__(self, folder, *words):
        ours, theirs = pty.openpty()
        self.ours = ours
        command = [sys.executable, "-m", "continuity", "new", *words]
        environ = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environ,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(theirs)
        self.screen = ""

    def asked(self) -> str:
        """What has come up to the next question, or to the end."""
        fresh, until = b"", time.monotonic() + 30
        while time.monotonic() < until:
            if select.select([self.ours], [], [], 0.2)[0]:
                try:
                    piece = os.read(self.ours, 4096)
                except OSError:
                    piece = b""
                fresh += piece
                if not piece:
                    break
            elif fresh.endswith(END):
                break
        text = fresh.decode().replace("\r\n", "\n")
        self.screen += text
        return text

    def answer(self, text: str) -> str:
        """Type it, and see what comes."""
        os.write(self.ours, text.encode())
        return self.asked()

    def end(self) -> int:
        code = self.process.wait(20)
        os.close(self.ours)
        return code


@pytest.fixture
def full(tmp_path):
    init(tmp_path / "full")
    return tmp_path / "full"


def test_enter_takes_every_offer(full):
    terminal = Terminal(full, "runbook", "answer-mail")
    said = terminal.asked()
    assert "Enter takes what stands in brackets" in said
    assert said.rstrip("\n").endswith("What is it called? [Answer mail]: ")
    questions = 0
    while said.endswith(": "):
        questions += 1
        said = terminal.answer("\n")
    assert terminal.end() == 0, terminal.screen
    assert questions == 6
    assert "Written   runbooks/answer-mail.yaml" in terminal.screen
    assert load(full).runbooks["answer-mail"].title == "Answer mail"


def test_nonsense_is_asked_again_with_the_near_miss_and_the_answer_counts(full):
    terminal = Terminal(full, "runbook", "parcels", "--title", "Parcels by hand", "--role", "packer", "--form", "-")
    assert "Which process does it keep going? (" in terminal.asked()
    again = terminal.answer("shipp\n")
    assert "there is no process 'shipp'; did you mean 'ship'?" in again
    assert "Which process does it keep going? (" in again
    assert "Which team keeps it" in terminal.answer("ship\n")
    assert "What do people see" in terminal.answer("\n")
    terminal.answer("no labels, the scanner beeps\n")
    assert terminal.end() == 0, terminal.screen
    runbook = load(full).runbooks["parcels"]
    assert (runbook.process, runbook.owner, runbook.symptoms) == (
        "ship",
        "warehouse",
        ("no labels", "the scanner beeps"),
    )
    assert list(runbook.roles) == ["packer"]


@pytest.mark.parametrize("words", [("runbook", "mail"), ("drill", "second"), ("point", "fax")])
def test_ctrl_c_writes_nothing(words, full):
    before = {path: path.read_bytes() for path in full.rglob("*") if path.is_file()}
    terminal = Terminal(full, *words)
    terminal.asked()
    terminal.answer("\n")
    assert "Nothing was written." in terminal.answer("\x03")
    assert terminal.end() == 7
    assert {path: path.read_bytes() for path in full.rglob("*") if path.is_file()} == before


def test_yes_asks_nothing_at_a_terminal(full):
    terminal = Terminal(full, "drill", "second", "--yes")
    assert "Written   drills/second.yaml" in terminal.asked()
    assert terminal.end() == 0


def test_the_guide_shows_the_screen_as_it_is(full):
    shown = re.search(r"```text\n(A new runbook,.*?)```", GUIDE, re.DOTALL).group(1)
    terminal = Terminal(full, "runbook", "answer-mail")
    said = terminal.asked()
    typed = re.findall(r"\]: (.*)$", shown, re.MULTILINE)
    for words in typed:
        assert said.endswith(": "), terminal.screen
        said = terminal.answer(f"{words}\n")
    assert terminal.end() == 0
    assert [line.rstrip() for line in terminal.screen.splitlines()] == [line.rstrip() for line in shown.splitlines()]
