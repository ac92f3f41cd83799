"""A stranger who has read docs/write-a-runbook.md alone gets from an empty folder to a verified report."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from person import Person, open_terminal
from shops import Shop
from small_company import DRILL

CARD = "4111 1111 1111 1111"
ORDERS = (
    ("Ana", "+351 99 000 01", "Reading lamp", "49.90"),
    ("Bea", "+351 99 000 02", "Lantern", "120"),
    ("Cid", "+351 99 000 03", "Spot", "30,50"),
)
TOTAL = "200.40"


class Clerk:
    """One person for every role. Tries what people try: a card number, a wrong amount, a note, a blocked step."""

    def __init__(self) -> None:
        self._taken = 0
        self._fields: list[str] = []
        self._done: set[str] = set()

    def answer(self, screen: str) -> str | None:
        last = screen.rstrip("\n").splitlines()[-1]
        for words, what in (
            ("What do you see", self._first_choice),
            ("Customer:", self._field),
            ("Call-back number:", self._field),
            ("Lamp:", self._field),
            ("Total (EUR):", self._field),
            ("Why is it left out?", lambda: "Nobody is waiting"),
            ("What stands in the way?", lambda: "The office door is locked"),
            ("Note:", lambda: "Rui says he has seen this before"),
            ("Forms counted:", lambda: "3"),
            ("Total added up (EUR):", lambda: TOTAL),
            ("in your hand?", lambda: "y"),
            ("Sign off as", lambda: "y"),
        ):
            if words in (screen if words == "What do you see" else last):
                return what()
        return self._step(screen)

    def _first_choice(self) -> str:
        return "1"

    def _field(self) -> str:
        return self._fields.pop(0)

    def _step(self, screen: str) -> str | None:
        if "Try to save" in screen:
            time.sleep(0.3)
        if "Tell those who wait" in screen:
            return "s"
        if "Say that we sell on paper" in screen:
            return self._once("n", "")
        if "Give the office the batch" in screen:
            return "b" if "Blocked:" in screen else self._once("b", "")
        if "Write each order" in screen:
            return self._order()
        return ""

    def _once(self, first: str, then: str) -> str:
        if first in self._done:
            return then
        self._done.add(first)
        return first

    def _order(self) -> str:
        if self._taken == len(ORDERS):
            time.sleep(0.3)
            return "d"
        customer, phone, lamp, total = ORDERS[self._taken]
        self._taken += 1
        if self._taken == 2:  # she types the card's number, and an amount in words
            self._fields = [CARD, customer, phone, lamp, "a lot", total]  # the second and the last are asked again
        else:
            self._fields = [customer, phone, lamp, total]
        return ""


def _play_on_a_terminal(shop: Shop) -> tuple[int, str]:
    ours, theirs = open_terminal()
    command = shop.command("drill", "run", DRILL)
    process = subprocess.Popen(
        command, env=shop.environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    person = Person(ours, ours, Clerk().answer)
    try:
        return person.play(process, 45), person.transcript
    finally:
        os.close(ours)
        process.kill()
        process.wait()


def _play_through_a_pipe(shop: Shop) -> tuple[int, str]:
    command = shop.command("drill", "run", DRILL)
    with subprocess.Popen(
        command, env=shop.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        person = Person(process.stdout.fileno(), process.stdin.fileno(), Clerk().answer)
        try:
            return person.play(process, 45), person.transcript
        finally:
            process.kill()


@pytest.mark.parametrize("play", [_play_on_a_terminal, _play_through_a_pipe])
def test_stranger_ends_at_a_verified_report(ready, play):
    before = ready.server.state()
    code, screens = play(ready)
    (ready.root.parent / "screens.txt").write_text(screens)
    assert code == 0, screens[-3000:]
    for words in (
        "DRILL",
        "this looks like a card number",
        "not an amount in EUR",
        "Z26-0001-",
        "A customer asks whether this morning's lamp is on its way",
        "Blocked: The office door is locked",
        "The books agree.",
        "Drill     passed",
        "Safety    clean",
        "3 of 3",
    ):
        assert words in " ".join(screens.split()) or words in screens, words
    assert CARD not in (ready.root / ".continuity" / "journal.sqlite").read_bytes().decode("latin-1")
    assert sorted(order["Total_Minor__c"] for order in ready.crm.orders.values()) == [3050, 4990, 12000]
    assert ready.server.state() == before
    assert ready.ask("verify")[0] == 0
    _report_tells_what_people_did(ready.root)
    code, said = ready.ask("points", "down")
    assert (code, ready.server.state()) == (0, ready.server.baseline), said


def _report_tells_what_people_did(root: Path) -> None:
    (page,) = root.glob("reports/*-q*-*/drill.html")
    text = page.read_text("utf-8")
    for words in ("Nobody is waiting", "The office door is locked", "Rui says he has seen this before", "rui", "eva"):
        assert words in text, words
    (found,) = root.glob("reports/*-q*-*/drill.json")
    assert json.loads(found.read_text("utf-8"))["verdict"]["word"] == "passed"
