"""One workspace with the small drill, one state folder, one standing server: what a test of whole processes needs."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from small_drill import DRILL, write_workspace
from standing_server import StandingServer

__all__ = ["RUN_DRILL", "Trial", "within"]

RUN_DRILL = ("drill", "run", DRILL, "--auto", "all", "--plain")
_STEP_S = 0.004


class Trial:
    """Starts commands as processes of their own; what they say goes into ``said.txt`` of the folder."""

    def __init__(
        self,
        server: StandingServer,
        folder: Path,
        seed: int = 1,
        write: Callable[[Path, tuple[str, str], int], Path] = write_workspace,
    ) -> None:
        self.server = server
        self.folder = folder
        self.root = write(folder / "house", server.gate, seed)
        self.state = folder / "state"
        self.program = [sys.executable, "-m", "continuity"]
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
            "CONTINUITY_STATE": str(self.state),
            "TOXIPROXY_URL": server.url,
            "TMPDIR": str(folder),
            "TERM": "xterm-256color",
        }

    def start(self, *arguments: str, **more: object) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own."""
        where = () if arguments[0] in ("halt", "recover", "sweep") else ("-w", str(self.root))
        command = [*self.program, *arguments, *where]
        with (self.folder / "said.txt").open("ab") as said:
            said.write(f"\n$ {' '.join(arguments)}\n".encode())
            said.flush()
            options: dict[str, object] = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said, **more}
            return subprocess.Popen(command, env=self.environ, start_new_session=True, **options)  # type: ignore[call-overload, no-any-return]

    def run(self, *arguments: str, seconds: float = 60.0) -> int:
        """Run a command to its end; its exit code."""
        process = self.start(*arguments)
        try:
            return process.wait(seconds)
        finally:
            process.kill()
            process.wait()

    def tell(self, *arguments: str, seconds: float = 60.0) -> tuple[int, str]:
        """Run a command to its end; its exit code and what it said."""
        before = len(self.said())
        code = self.run(*arguments, seconds=seconds)
        return code, self.said()[before:]

    def said(self) -> str:
        """Everything that was said so far."""
        path = self.folder / "said.txt"
        return path.read_text(errors="replace") if path.is_file() else ""

    def await_event(self, kind: str, nth: int = 1, seconds: float = 30.0) -> None:
        """Wait for the ``nth`` event of a kind."""
        assert within(seconds, lambda: self.count(kind) >= nth), f"no {kind}: {self.said()[-2000:]}"

    def count(self, kind: str) -> int:
        """How many events of a kind the journal holds, in all runs."""
        return len(self.ask("SELECT seq FROM event WHERE kind = ?", kind))

    def records(self) -> int:
        """How many events the journal holds."""
        return len(self.ask("SELECT seq FROM event"))

    def bodies(self, kind: str, name: str) -> list[object]:
        """One entry of the bodies of a kind, in order."""
        return [
            row[0] for row in self.ask(f"SELECT json_extract(data, '$.body.{name}') FROM event WHERE kind = ?", kind)
        ]

    def runs(self) -> list[str]:
        """Every run that the journal holds."""
        return [str(row[0]) for row in self.ask("SELECT DISTINCT stream FROM event WHERE stream <> 'programme'")]

    def in_crm(self, run: str) -> list[str]:
        """The form numbers of every order by hand that the CRM stand-in holds."""
        return [number for number, _ in self.totals_in_crm(run)]

    def totals_in_crm(self, run: str) -> list[tuple[str, int]]:
        """The same, each with its total in minor units."""
        path = self.root / ".continuity" / "stand-ins" / run / "crm.db"
        if not path.is_file():
            return []
        # Not read-only: the first to look after a kill rolls back the half transaction that was left.
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as crm:
            total = "json_extract(fields, '$.Total_Minor__c')"
            asked = f"SELECT form_number, {total} FROM orders WHERE form_number LIKE 'X26-%'"
            return crm.execute(asked).fetchall()

    def ask(self, question: str, *values: str) -> list[tuple[object, ...]]:
        """Ask the journal."""
        path = self.root / ".continuity" / "journal.sqlite"
        if not path.is_file():
            return []
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=5)) as journal:
                return journal.execute(question, values).fetchall()
        except sqlite3.OperationalError:
            return []  # no table yet

    def left(self) -> list[str]:
        """What is on the server beside its baseline, and promises still open."""
        now, before = self.server.state(), self.server.baseline
        there = [f"{name}: {now.get(name)}" for name in {*now, *before} if now.get(name) != before.get(name)]
        return there + [path.name for path in (self.state / "obligations").glob("*.jsonl")]

    def living(self) -> list[str]:
        """Processes of this trial, by the state folder in their environment (Linux)."""
        return [f"{pid} {command}" for pid, command in self.processes().items()]

    def processes(self) -> Mapping[int, str]:
        """The same, by process id."""
        mark = f"CONTINUITY_STATE={self.state}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(bytes(1), b" ").decode()
            except OSError:
                continue
        return found

    def pid_of(self, word: str) -> int:
        """The one process of this trial whose command line holds a word."""
        (found,) = [pid for pid, command in self.processes().items() if word in command]
        return found

    def kill(self, pid: int) -> None:
        """End one process of this trial."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def all_clean(self, seconds: float = 15.0) -> bool:
        """Whether nothing is left anywhere, in time."""
        return within(seconds, lambda: not self.left() and not self.living())


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether it comes about in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(_STEP_S)
    return True
