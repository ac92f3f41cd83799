"""The sample reports at the top of the repository, rendered from recorded runs.

``python tests/reporting/sample_reports.py`` writes them again; look at what changed before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from recorded_run import recorded

from continuity.reporting.render import drill_html, report_json

FOLDER = Path(__file__).parents[2] / "reports"


def samples() -> dict[str, bytes]:
    """What each file holds, by name."""
    report = recorded("practice").report()
    return {"drill.html": drill_html(report).encode(), "drill.json": report_json(report)}


if __name__ == "__main__":
    for name, content in samples().items():
        (FOLDER / name).write_bytes(content)
