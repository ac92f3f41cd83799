"""A lamp shop whose CRM is a server that really dies, and the environment in which that counts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from person import Person, open_terminal
from small_company import Crm, write_files

__all__ = ["Clerk", "LampShop"]

_LIVE = """\
  - id: live
    title: The shop itself
    receivers:
      office: {kind: person}
"""
_LIVE_PLACE = """\
      live:
        probes:
          - {id: crm-live, url: "http://UPSTREAM/healthz", expect: {contains: well}, every: 250ms, timeout: 200ms}
"""


class LampShop:
    """The workspace, its CRM, and a shell in it."""

    def __init__(
        self, folder: Path, *, probes: bool = True, server: str = "http://127.0.0.1:1", listen: str = "127.0.0.1:2"
    ) -> None:
        self.root = folder / "lamp-shop"
        self.crm: Crm | None = Crm()
        self.address = self.crm.address
        self.environ = {**os.environ, "CONTINUITY_STATE": str(folder / "state"), "TERM": "xterm", "COLUMNS": "80"}
        self.environ.pop("TOXIPROXY_URL", None)
        write_files(self.root, server, listen, self.address)
        self._make_real(probes=probes)

    def _make_real(self, *, probes: bool) -> None:
        house = self.root / "continuity.yaml"
        text = house.read_text("utf-8")
        if probes:
            place = _LIVE_PLACE.replace("UPSTREAM", self.address)
            text = text.replace("environments:\n", place + "environments:\n")
        house.write_text(text.replace("servers:\n", _LIVE + "servers:\n"), "utf-8")
        runbook = self.root / "runbooks" / "paper.yaml"
        runbook.write_text(runbook.read_text("utf-8").replace("hold: 1m", "hold: 1s"), "utf-8")

    def die(self) -> None:
        """The CRM is gone: nothing answers."""
        assert self.crm is not None
        self.crm.close()
        self.crm = None

    def come_back(self) -> None:
        """The CRM answers again, where it was."""
        if self.crm is None:
            self.crm = Crm(int(self.address.rpartition(":")[2]))

    def close(self) -> None:
        if self.crm is not None:
            self.crm.close()

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "continuity", *arguments, "-w", str(self.root)]

    def ask(self, *arguments: str) -> tuple[int, str]:
        """Through pipes, with nobody to answer."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
        )
        return done.returncode, done.stdout + done.stderr

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """In the background; nobody answers."""
        return subprocess.Popen(
            self.command(*arguments), env=self.environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )

    def at_terminal(
        self, answer: Callable[[str], str | None], *arguments: str, seconds: float = 120
    ) -> tuple[int, str]:
        """At a terminal of their own; the exit code and all that was on the screen."""
        ours, theirs = open_terminal()
        process = subprocess.Popen(
            self.command(*arguments), env=self.environ, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
        )
        os.close(theirs)
        person = Person(ours, ours, answer)
        try:
            return person.play(process, seconds), person.transcript
        finally:
            process.kill()
            process.wait()
            os.close(ours)


class Clerk:
    """Plays every part in one outage: three orders on paper, then the CRM comes back, then the way home.

    ``answers`` are tried before everything else: a piece of the screen's last line, and what to type.
    """

    ORDERS = (
        ("Ana", "+351 99 000 01", "Reading lamp", "49.90"),
        ("Bea", "+351 99 000 02", "Lantern", "120"),
        ("Cid", "+351 99 000 03", "Spot", "30,50"),
    )

    def __init__(self, back: Callable[[], None], answers: dict[str, str] | None = None, orders: int = 3) -> None:
        self._back = back
        self._answers = answers or {}
        self._orders = list(self.ORDERS[:orders])
        self._fields: list[str] = []
        self.keyed: list[str] = []

    @property
    def waiting(self) -> int:
        """Customers who have not been served yet."""
        return len(self._orders)

    def answer(self, screen: str) -> str | None:
        last = screen.rstrip("\n").splitlines()[-1]
        known = next((text for words, text in self._answers.items() if words in last), None)
        if known is not None:
            return known
        if any(label in last for label in ("Customer:", "Call-back number:", "Lamp:", "Total (EUR):")):
            return self._fields.pop(0)
        if "The CRM's number for it" in last:
            self.keyed.append(f"SO-{len(self.keyed) + 1}")
            return self.keyed[-1]
        for words, text in (
            ("What do you see", "1"),
            ("for real? [y/n]", "y"),
            ("in your hand?", "y"),
            ("Sign off as", "y"),
        ):
            if words in (screen if words == "What do you see" else last):
                return text
        if "Not yet: the hold period" in screen:
            time.sleep(0.2)
        return self._take() if "Write each order" in screen and "new record" in screen else ""

    def _take(self) -> str:
        if self._orders:
            self._fields = list(self._orders.pop(0))
            return ""
        self._back()
        return "d"
