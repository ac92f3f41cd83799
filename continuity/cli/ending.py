"""After a run: what came of it on the screen, the reports, and the exit code."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from continuity.cli.here import PROGRAMME, Here
from continuity.desk.desk import Desk
from continuity.errors import EvidenceDamaged
from continuity.events.lifecycle import ReportWritten
from continuity.run.state import RunState
from continuity.run.verdict import exit_code
from continuity.terminal.summary import summary

__all__ = ["Ending", "end", "note_written", "write_reports"]


@dataclass(frozen=True, slots=True)
class Ending:
    """What was written and found after a run."""

    state: RunState
    events: int
    head: str
    verified: bool
    reports: tuple[Path, ...]

    @property
    def exit_code(self) -> int:
        """Nine when the record does not verify, unless a fault may remain."""
        code = exit_code(self.state)
        return code if code == 8 or self.verified else EvidenceDamaged.exit_code


def end(here: Here, run: str) -> Ending:
    """Verify, write the reports of a run that is over, and say how it ended."""
    from continuity.cli.verifying import verify_run

    desk = here.desk(run)
    desk.refresh()
    reports, problem = _reports(here, run, desk)
    checked = verify_run(here, run)
    head = here.store.head(run)
    ending = Ending(desk.state, head.seq, head.hash, checked.ok, reports)
    if desk.state.plan_or_none is not None:
        click.echo()
        mark = "" if sys.stdout.isatty() else "DRILL" if desk.state.is_drill else "REAL"
        for line in summary(desk.state, run, head.seq, head.hash, checked.ok, [_short(path) for path in reports]):
            click.echo(mark + line)
    if problem is not None:
        raise problem
    return ending


def _reports(here: Here, run: str, desk: Desk) -> tuple[tuple[Path, ...], Exception | None]:
    """What was written, or why not: people hear first how the run ended, also when a report could not be written."""
    if not desk.state.is_over:
        return (), None
    try:
        return write_reports(here, run, desk), None
    except Exception as problem:
        return (), problem


def write_reports(here: Here, run: str, desk: Desk) -> tuple[Path, ...]:
    """The drill report and the quarter report, as HTML and JSON, and proposed edits; tells the programme's stream.

    Gives those that people open.
    """
    from continuity.cli.reporting import QuarterWriter, write_drill_report

    drill = write_drill_report(here, run)
    writer = QuarterWriter(here)
    quarter = writer.write(writer.quarter(desk.state.time.started_at or here.clock.now()), writer.day_end(None))
    note_written(here, run, drill)
    note_written(here, "quarter", quarter)
    return tuple(path for path in (*drill, *quarter) if path.suffix in (".html", ".patch"))


def note_written(here: Here, about: str, paths: Sequence[Path]) -> None:
    """Tell the programme's stream what was written about a run or a ``quarter``, so that an edit can be seen."""
    head = "" if about == "quarter" else here.store.head(about).hash
    bodies = [
        ReportWritten(about, str(path.relative_to(here.root)), hashlib.sha256(path.read_bytes()).hexdigest(), head)
        for path in paths
    ]
    if bodies:
        here.desk(PROGRAMME).record(bodies)


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
