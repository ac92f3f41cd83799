"""What holds for every test: a state folder of its own, and one line that says what was left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test touches the promises and the lever of whoever runs the tests."""
    before = os.environ.get("CONTINUITY_STATE")
    os.environ["CONTINUITY_STATE"] = str(tmp_path_factory.mktemp("state"))
    yield
    os.environ.pop("CONTINUITY_STATE")
    if before is not None:
        os.environ["CONTINUITY_STATE"] = before


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what this machine could not run, and why."""
    why: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        why[reason.removeprefix("Skipped: ").split(",")[0].split("\n")[0]] += 1
    if why:
        told = "; ".join(f"{count} ({reason})" for reason, count in why.most_common())
        terminalreporter.write_line(f"Left out: {told}", yellow=True)
