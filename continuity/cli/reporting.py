"""Writing reports into the workspace's ``reports/`` folder."""

from __future__ import annotations

from pathlib import Path

from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.cli.packs_out import overdue_copies
from continuity.cli.proposing import PROPOSED_EDITS, proposed_edits
from continuity.cli.verifying import verify_run
from continuity.conductor.session import series_path
from continuity.desk.facts import facts
from continuity.errors import Refused
from continuity.events.outage import SeriesSealed
from continuity.journal.series import read_series
from continuity.pack.edition import current_editions
from continuity.programme.quarter import end_of_day, local_day, quarter_at
from continuity.programme.record import RunRecord, record_of
from continuity.reporting.document import DrillReport, Headline
from continuity.reporting.of_quarter.report import quarter_report
from continuity.reporting.of_run.report import SeriesFile, drill_report
from continuity.reporting.render import drill_html, quarter_html, report_json
from continuity.reporting.verdicts import Tone
from continuity.run.state import fold

__all__ = ["QuarterWriter", "write_drill_report"]


def write_drill_report(here: Here, run: str) -> tuple[Path, ...]:
    """``reports/RUN/drill.html`` and ``.json`` (``outage`` for a real one); the same record gives the same bytes.

    Beside them ``proposed-edits.patch`` when something was improvised, for the runbooks as they lie there now.
    """
    report = _drill_report(here, run)
    folder, name = here.root / "reports" / run, _name(report.subject.mode.value)
    proposed = proposed_edits(here, run)
    return (
        _write(folder / f"{name}.html", drill_html(report).encode()),
        _write(folder / f"{name}.json", report_json(report)),
        *((_write(folder / PROPOSED_EDITS, proposed),) if proposed else ()),
    )


def _name(mode: str) -> str:
    """What a report's file is called, so that nobody takes a drill for an outage in a list of files."""
    return "outage" if mode == "real" else "drill"


class QuarterWriter:
    """Writes quarter reports of a workspace, as of the end of a day in the organisation's zone."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._workspace = load_workspace(here.root)
        self._organisation = self._workspace.require()

    def quarter(self, at: int) -> str:
        """The quarter of a moment: ``2026-Q4``."""
        return str(quarter_at(at, self._organisation.time_zone))

    def day_end(self, day: str | None) -> int:
        """The last millisecond of a day; of today when none is named. Raises ``UsageProblem``."""
        zone = self._organisation.time_zone
        return end_of_day(day or local_day(self._here.clock.now(), zone), zone)

    def write(self, quarter: str, as_of: int) -> tuple[Path, ...]:
        """``reports/QUARTER/readiness.html`` and ``.json``; the same record and day give the same bytes."""
        programme = self._workspace.programme
        if programme is None:
            return ()
        known = [record for run in self._here.runs() if (record := self._record(run)) is not None]
        today = as_of == self.day_end(None)
        report = quarter_report(
            programme,
            self._organisation,
            known,
            quarter,
            as_of,
            drills=self._workspace.drills,
            files=self._workspace.files if today else None,
            reports={record.id: f"../{record.id}/{_name(record.mode)}.html" for record in known},
            packs=self._packs(as_of, today),
        )
        folder = self._here.root / "reports" / report.quarter
        return (
            _write(folder / "readiness.html", quarter_html(report).encode()),
            _write(folder / "readiness.json", report_json(report)),
        )

    def _packs(self, as_of: int, today: bool) -> tuple[str, ...]:
        """Of a day that is over nobody knows which edition was current, so only dates and recalls are told."""
        current = current_editions(self._workspace) if today else None
        zone = self._organisation.time_zone
        return tuple(one.told() for one in overdue_copies(self._here, zone, current, as_of))

    def _record(self, run: str) -> RunRecord | None:
        state = fold(facts(self._here.store, run))
        if state.plan_or_none is None:
            return None
        return record_of(state, run, self._here.store.head(run).hash, verify_run(self._here, run).ok)


def _drill_report(here: Here, run: str) -> DrillReport:
    head = here.store.head(run)
    checked = verify_run(here, run)
    found = read_series(series_path(here.root, run))
    return drill_report(
        fold(facts(here.store, run)),
        run_id=run,
        readings=found.readings,
        events=head.seq,
        head=head.hash,
        series=_sealed(here, run, found.torn),
        commands=(f"continuity verify {run} --head {head.seq}:{head.hash}",),
        evidence=Headline("verified", Tone.GOOD) if checked.ok else Headline("DAMAGED", Tone.BAD),
    )


def _sealed(here: Here, run: str, torn: str | None) -> SeriesFile | None:
    """The last seal of the readings."""
    seals = [fact.body for fact in facts(here.store, run) if isinstance(fact.body, SeriesSealed)]
    return SeriesFile(seals[-1].lines, seals[-1].bytes, seals[-1].sha256, torn) if seals else None


def _write(path: Path, content: bytes) -> Path:
    """Whole or not at all; ``Refused`` where it cannot be."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as problem:
        hint = "The record is untouched: write the report again once there is room, and you may write there."
        raise Refused(f"{path} could not be written: {problem.strerror}", hint=hint) from None
    return path
