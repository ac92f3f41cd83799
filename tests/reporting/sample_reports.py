"""The sample reports at the top of the repository, rendered from recorded runs.

``python tests/reporting/sample_reports.py`` writes them again; look at what changed before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from recorded_run import recorded

from continuity.programme.quarter import end_of_day
from continuity.programme.record import record_of
from continuity.reporting.of_quarter.report import quarter_report
from continuity.reporting.render import drill_html, quarter_html, report_json
from continuity.workspace.load import load

FOLDER = Path(__file__).parents[2] / "reports"


def samples() -> dict[str, bytes]:
    """What each file holds, by name."""
    run = recorded("practice")
    report = run.report()
    workspace = load(FOLDER.parent)
    organisation, state = workspace.require(), run.state
    assert workspace.programme is not None
    quarter = quarter_report(
        workspace.programme,
        organisation,
        [record_of(state, run.stream, report.integrity.head, True)],
        "2026-Q4",
        end_of_day("2026-11-22", organisation.time_zone),
        drills=workspace.drills,
    )
    return {
        "drill.html": drill_html(report).encode(),
        "drill.json": report_json(report),
        "readiness.html": quarter_html(quarter).encode(),
        "readiness.json": report_json(quarter),
    }


if __name__ == "__main__":
    for name, content in samples().items():
        (FOLDER / name).write_bytes(content)
