"""Four people in four terminals walk a drill to its report; one leaves and comes back, one is replaced."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from person import Person, open_terminal
from shops import Shop
from small_company import DRILL, write_team


class Terminal:
    """One person at a terminal of their own; ``answer`` sees what is new on the screen."""

    def __init__(self, shop: Shop, name: str, hat: tuple[str, str], answer: Callable[[str], str | None]) -> None:
        self._ours, theirs = open_terminal()
        command = shop.command("join", "--as", name, *hat)
        self._process = subprocess.Popen(
            command, env=shop.environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self._person = Person(self._ours, self._ours, lambda fresh: answer(fresh[max(0, fresh.rfind("\n DRILL")) :]))
        self.code: int | None = None
        self._thread = threading.Thread(target=self._play, daemon=True)
        self._thread.start()

    @property
    def screen(self) -> str:
        return self._person.transcript

    def _play(self) -> None:
        self.code = self._person.play(self._process, 80)

    def end(self, seconds: float = 80) -> int:
        """Wait for the end of it; the exit code."""
        self._thread.join(seconds)
        self._process.kill()
        self._process.wait()
        os.close(self._ours)
        assert self.code is not None, self.screen[-2500:]
        return self.code


class Lead:
    """Declares, hands out forms, grants what the clerk asks for, closes the batch, says the all-clear."""

    def __call__(self, screen: str) -> str | None:
        if "Leave it out? [y/n]" in screen:
            return "y"
        if "look again" in screen:
            return None
        if "Tell those who wait" in screen or screen.rstrip().endswith(">"):
            return ""
        return None


class Clerk:
    """Notices, asks to leave the sign out, takes an order, improvises, and hands the role to Tom."""

    def __init__(self, orders: list[tuple[str, ...]], successor: str | None = None) -> None:
        self._orders = orders
        self._successor = successor
        self._fields: list[str] = []
        self._did: set[str] = set()

    def __call__(self, screen: str) -> str | None:
        last = screen.rstrip("\n").splitlines()[-1]
        for words, answer in (
            ("Do you take the role", "y"),
            ("Why is it left out?", "The till is broken"),
            ("One act, as an order", "Put the printed price list on the counter"),
            ("How does one see", "It lies there"),
            ("To whom do you offer", self._successor),
            ("in your hand?", "y"),
        ):
            if words in last:
                return answer
        if re.search(r"(Customer|Call-back number|Lamp|Total \(EUR\)):\s*$", last):
            return self._fields.pop(0)
        return self._at_step(screen, last)

    def _at_step(self, screen: str, last: str) -> str | None:
        if "What do you see" in screen:
            return "1"
        if "look again" in screen:
            return "q" if self._successor and "has the role" in screen else None
        if "Write each order" in screen:  # news about the sign may stand above it
            return self._order()
        if "Put the paper sign" in screen:
            return self._once("s")
        time.sleep(0.2)
        return "" if last.rstrip().endswith(">") else None

    def _once(self, key: str) -> str | None:
        if key in self._did:
            return None
        self._did.add(key)
        return key

    def _order(self) -> str | None:
        if self._orders:
            self._fields = list(self._orders.pop(0))
            return ""
        if self._successor:
            return self._once("i") or self._once("h")
        time.sleep(0.3)
        return "d"


class Books:
    """Leaves while there is nothing to do; whoever comes back counts and signs."""

    def __init__(self, *, leaves: bool) -> None:
        self._leaves = leaves

    def __call__(self, screen: str) -> str | None:
        last = screen.rstrip("\n").splitlines()[-1]
        if "Forms counted:" in last:
            return "2"
        if "Total added up" in last:
            return "169.90"
        if "Sign off as lia" in last:
            return "y"
        if "look again" in screen:
            return "q" if self._leaves else None
        return ""


class Controller:
    """Plays the inject by hand, and sends a message that nobody planned."""

    def __init__(self) -> None:
        self._keys = ["i", "1", "m", "1", "The owner is on the phone", None]

    def __call__(self, screen: str) -> str | None:
        if "IN, seen by" not in screen and len(self._keys) == 6:
            time.sleep(0.2)
            return ""
        return self._keys.pop(0) if self._keys else None


@pytest.fixture
def company(ready: Shop) -> Shop:
    write_team(ready.root)
    return ready


def _conduct(shop: Shop) -> subprocess.Popen[str]:
    command = shop.command("drill", "run", DRILL, "--team", "--plain")
    return subprocess.Popen(command, env=shop.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _read(process: subprocess.Popen[str], lines: list[str]) -> threading.Thread:
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
    reader.start()
    return reader


def _until(condition: Callable[[], bool], what: Callable[[], str], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, what()
        time.sleep(0.05)


def test_four_people_in_four_terminals_walk_a_drill_to_its_report(company: Shop) -> None:
    said: list[str] = []
    conductor = _conduct(company)
    reader = _read(conductor, said)
    try:
        _until(lambda: any("started, faults through" in one for one in said), lambda: "".join(said))
        assert any("continuity join" in one and "--as eva --role clerk" in one for one in said)
        rui = Terminal(company, "rui", ("--role", "lead"), Lead())
        first = [("Ana", "+351 99 000 01", "Reading lamp", "49.90")]
        eva = Terminal(company, "eva", ("--role", "clerk"), Clerk(first, "tom"))
        max_ = Terminal(company, "max", ("--duty", "controller"), Controller())
        lia = Terminal(company, "lia", ("--role", "books"), Books(leaves=True))
        assert lia.end() == 0
        assert "Come back with: continuity join" in lia.screen
        _until(lambda: "eva offers" in "".join(said), lambda: eva.screen[-3000:])
        second = [("Bea", "+351 99 000 02", "Lantern", "120")]
        tom = Terminal(company, "tom", ("--role", "clerk"), Clerk(second))
        again = Terminal(company, "lia", ("--role", "books"), Books(leaves=False))
        assert conductor.wait(80) == 0, "".join(said)[-3000:]
        assert [one.end() for one in (rui, eva, tom, again, max_)] == [0] * 5
    finally:
        conductor.kill()
        conductor.wait()
        reader.join(5)
        assert conductor.stdout is not None
        conductor.stdout.close()
    whole = "".join(said)
    assert all(line.startswith(("DRILL", "Run ", "People ", "  continuity join ", "\n")) for line in said), whole
    _screens_said_what_they_should(rui, eva, tom, max_)
    _record_knows_who_did_what(company.root, whole)
    assert company.ask("verify")[0] == 0
    assert company.ask("report", "drill")[0] == 0
    code, told = company.ask("verify")
    assert code == 0, told


def _screens_said_what_they_should(rui: Terminal, eva: Terminal, tom: Terminal, max_: Terminal) -> None:
    assert "eva asks to leave out: Put the paper sign on the till" in rui.screen
    assert "Asked; the lead decides." in eva.screen
    assert "Something real? Say and type “no duff”." in eva.screen
    assert "tom has the role Clerk now, from eva" in " ".join(eva.screen.split())
    assert "eva offers you the role Clerk" in " ".join(tom.screen.split())
    clerks = " ".join((eva.screen + tom.screen).split())
    assert "A customer asks whether this morning's lamp is on its way" in clerks
    assert "IN, seen by" in max_.screen
    assert "comes at" not in eva.screen, "players see no inject that is still to come"


def _record_knows_who_did_what(root: Path, whole: str) -> None:
    for words in (
        "rui joined as Shop lead",
        "lia left their terminal",
        "max message to the",
        "improvised: Put the printed",
    ):
        assert words in whole, words
    (found,) = root.glob("reports/*-q*-*/drill.json")
    report = json.loads(found.read_text("utf-8"))
    assert report["verdict"]["word"] == "passed"
    people = {person["id"] for role in report["subject"]["roles"] for person in role["people"]}
    assert people == {"rui", "eva", "tom", "lia"}
    assert report["subject"]["simulated_roles"] == []
