"""Something real happens in a drill: the drill ends with everything out, and its real orders go on in the outage."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from outage_company import Clerk, LampShop
from person import Person, open_terminal
from standing_server import StandingServer

LEAKED = {"How many numbers with": "0"}
HOME = {"How many does it show": "2", "What do they add up to": "169.90", **LEAKED}
HANDED = {"Forms counted": "2", "Total added up": "169.90"}


class DrillingShop(LampShop):
    """A drill is under way at a terminal: a clerk has written two orders on its forms."""

    def __init__(self, folder: Path) -> None:
        self.server = StandingServer("embedded")
        super().__init__(folder, server=self.server.url, listen=f"127.0.0.1:{_free_port()}")
        for name, before, after in (
            ("drills/scenarios/gone.yaml", "for: 20m", "for: 30h"),
            ("drills/first.yaml", "starts_after: 2m", "starts_after: 1s"),
        ):
            file = self.root / name
            file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")
        assert self.ask("points", "up")[0] == 0
        self.drill, self.screen, self._thread = self._begin()

    def _begin(self) -> tuple[subprocess.Popen[bytes], list[str], threading.Thread]:
        ours, theirs = open_terminal()
        process = subprocess.Popen(
            self.command("drill", "run", "first"), env=self.environ, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        clerk = Clerk(lambda: None, orders=2)
        screens: list[str] = []

        def answer(screen: str) -> str | None:
            if "Write each order" in screen and "new record" in screen and not clerk.waiting:
                screens.append(screen)
                return None
            return clerk.answer(screen)

        person = Person(ours, ours, answer)
        thread = threading.Thread(target=lambda: screens.append(str(person.play(process, 90)) + person.transcript))
        thread.start()
        return process, screens, thread

    def await_orders(self) -> None:
        """Until both orders are saved."""
        until = time.monotonic() + 40
        while not self.screen:
            assert time.monotonic() < until, "no orders came"
            time.sleep(0.1)

    def end_of_drill(self) -> str:
        """The drill's own screen to its end, its exit code in front."""
        self._thread.join(60)
        return self.screen[-1]

    def close(self) -> None:
        self.drill.kill()
        self.drill.wait()
        self._thread.join(10)
        super().close()
        self.server.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[DrillingShop]:
    one = DrillingShop(tmp_path)
    yield one
    one.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def once(act: Callable[[], None]) -> Callable[[], None]:
    left = [act]
    return lambda: left.pop()() if left else None


def _walk(shop: DrillingShop, *more: str) -> str:
    home = {"How many does it show": "0", "What do they add up to": "0", **LEAKED} if "none" in more else HOME
    clerk = Clerk(once(shop.come_back), home | HANDED | {"works again?": "Rui saw an order saved"}, orders=0)

    def answer(screen: str) -> str | None:
        # Where no probe sees the failure people say when it is over.
        return "r" if "Write each order" in screen and "r works again" in screen else clerk.answer(screen)

    begun = time.monotonic()
    code, screen = shop.at_terminal(answer, "incident", "open", "--yes", "--runbook", "paper", *more)
    assert code == 0, screen
    assert time.monotonic() - begun < 30, "nobody waits half a minute for a drill when it is real"
    return screen


def test_the_drill_ends_clean_and_its_real_orders_go_on_under_real_numbers(shop: DrillingShop) -> None:
    shop.await_orders()
    screen = _walk(shop, "--carry", "all", "--since", "00:00", "--source", "the shop floor")
    assert "NO DUFF. Ending it: every fault comes out" in screen
    drills_own = shop.end_of_drill()
    assert drills_own.startswith("7"), "aborted, healed and verified"
    assert "NO DUFF: a real outage began, and rui opens it as" in drills_own
    went = re.findall(r"REAL  (Z26-\S+) of the drill goes on as (L26-\S+)", screen)
    assert len(went) == 2

    drill = json.loads(next(shop.root.glob("reports/*/drill.json")).read_text("utf-8"))
    outage = json.loads(next(shop.root.glob("reports/*/outage.json")).read_text("utf-8"))
    assert drill["verdict"]["word"] == "aborted"
    (before,), (after,) = drill["records"], outage["records"]
    assert [one["number"] for one in before["real"]] == [old for old, _ in went]
    assert [one["number"] for one in after["carried"]] == [new for _, new in went]
    assert (before["void"], after["used"], after["agree"]) == (2, 2, True)
    for run in (drill["subject"]["run"], outage["subject"]["run"]):
        assert shop.ask("verify", run)[0] == 0
    assert "No run is open" in shop.ask("status")[1]


def test_where_the_drills_own_point_fails_for_real_nobody_waits_for_a_proof_that_cannot_come(
    shop: DrillingShop,
) -> None:
    shop.await_orders()
    shop.die()
    screen = _walk(shop, "--carry", "all")
    assert "refused at crm is out, but no probe has proven it" in screen
    assert shop.end_of_drill()[0] in "78", "proven if the CRM came back in time"


def test_a_drill_whose_conductor_was_killed_is_ended_here(shop: DrillingShop) -> None:
    shop.await_orders()
    shop.drill.kill()
    shop.drill.wait()
    shop.die()
    screen = _walk(shop, "--carry", "none")
    assert "NO DUFF. Ending it" in screen
    assert "It is aborted" in screen
    code, told = shop.ask("status")
    assert (code, "No fault is in" in told) == (0, True), told


def test_where_a_fault_may_remain_the_outage_opens_all_the_same_and_says_what_to_do(shop: DrillingShop) -> None:
    shop.await_orders()
    os.kill(shop.server.pid, signal.SIGSTOP)
    shop.drill.kill()
    shop.drill.wait()
    shop.die()
    try:
        screen = _walk(shop, "--carry", "all")
    finally:
        os.kill(shop.server.pid, signal.SIGCONT)
    assert "MAY REMAIN" in screen
    assert "continuity halt --reason" in screen
    assert "goes on as L26-" in screen
