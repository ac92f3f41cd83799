"""Writing reports into the workspace's ``reports/`` folder."""

from __future__ import annotations

from pathlib import Path

from continuity.cli.here import Here
from continuity.cli.verifying import verify_run
from continuity.conductor.session import series_path
from continuity.desk.facts import facts
from continuity.events.outage import SeriesSealed
from continuity.journal.series import read_series
from continuity.reporting.document import DrillReport, Headline
from continuity.reporting.of_run.report import SeriesFile, drill_report
from continuity.reporting.render import drill_html, report_json
from continuity.reporting.verdicts import Tone
from continuity.run.state import fold

__all__ = ["write_drill_report"]


def write_drill_report(here: Here, run: str) -> tuple[Path, ...]:
    """``reports/RUN/drill.html`` and ``.json``; the same record gives the same bytes."""
    report = _drill_report(here, run)
    folder = here.root / "reports" / run
    return (
        _write(folder / "drill.html", drill_html(report).encode()),
        _write(folder / "drill.json", report_json(report)),
    )


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
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return path
