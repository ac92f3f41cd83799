"""Whether the record of a run is what it was: chain, seals, readings, and the reports that were written from it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from continuity.cli.here import PROGRAMME, Here
from continuity.conductor.session import run_folder, series_path
from continuity.errors import EvidenceDamaged, UsageProblem
from continuity.evidence.manifest import MANIFEST, check_manifest
from continuity.evidence.verify import Head, Verification, read_head, verify
from continuity.workspace.find import MARK

__all__ = [
    "check_backup",
    "check_runs",
    "edited_reports",
    "is_folder",
    "missing_runs",
    "run_of_report",
    "verify_run",
]


def is_folder(text: str) -> bool:
    """Whether it names a backup or a workspace, and not a run."""
    return any((Path(text) / name).is_file() for name in (MARK, MANIFEST))


def check_backup(root: Path, head: str | None) -> tuple[list[Verification], list[str]]:
    """Check every run of a folder; a backup's files as well, so that one spoilt file does not hide another."""
    changed = list(check_manifest(root)) if (root / MANIFEST).is_file() else []
    try:
        checked, beside = check_runs(root, None, head)
    except EvidenceDamaged as damage:
        return [], [*changed, damage.message]
    return checked, [*changed, *beside]


def check_runs(root: Path, run: str | None, head: str | None) -> tuple[list[Verification], list[str]]:
    """Check a run, or every one; and what is wrong beside the record. Raises ``UsageProblem`` for an unclear head."""
    here = Here(root, read_only=True)
    held = read_head(head) if head else None
    about = run_of_report(head) if head else None
    if run and about and run != about:
        raise UsageProblem(f"{head} is the report of {about}, not of {run}", hint=f"continuity verify --head {head}")
    names = [here.known(run or about)] if run or about else here.runs()
    if held and len(names) != 1:
        raise UsageProblem("a head belongs to one run", hint="Name the run: continuity verify RUN --head …")
    beside = [] if run or about else missing_runs(here)
    return [verify_run(here, name, held) for name in names], [*beside, *edited_reports(here)]


def verify_run(here: Here, run: str, held: Head | None = None) -> Verification:
    """Check one run; the readings lie beside the journal."""
    path = series_path(here.root, run)
    return verify(here.store, run, held_head=held, series=path)


def run_of_report(text_or_path: str) -> str | None:
    """The run that a JSON report is about; none for a head given as text."""
    path = Path(text_or_path)
    if not path.is_file():
        return None
    try:
        subject = json.loads(path.read_bytes()).get("subject", {})
        return str(subject["run"]) if "run" in subject else None
    except (ValueError, AttributeError, TypeError):
        return None


def missing_runs(here: Here) -> list[str]:
    """Runs that left readings, and of which the journal knows nothing."""
    folder = run_folder(here.root, "-").parent
    known = set(here.runs())
    left = sorted(path.parent.name for path in folder.glob("*/series.jsonl")) if folder.is_dir() else []
    return [f"{run} left readings, but the journal has no event of it" for run in left if run not in known]


def edited_reports(here: Here) -> list[str]:
    """Reports that are not what was written last; those that were moved away are nobody's business."""
    written = {
        str(event.body.get("path")): str(event.body.get("sha256"))
        for event in here.store.read(PROGRAMME)
        if event.kind == "report.written"
    }
    return [
        f"{path} is not what was written; continuity report writes it anew"
        for path, sha256 in written.items()
        if (here.root / path).is_file() and hashlib.sha256((here.root / path).read_bytes()).hexdigest() != sha256
    ]
