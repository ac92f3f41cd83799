"""A run that really took place, kept as files: events as they were hashed, private texts beside them, readings.

``python tests/reporting/recorded_run.py JOURNAL RUN SERIES NAME`` keeps another one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from continuity.desk.facts import fact_of
from continuity.evidence.verify import verify_rows
from continuity.journal.chain import GENESIS, link
from continuity.journal.record import decode
from continuity.journal.sealed import Sealed
from continuity.journal.series import Reading, read_series
from continuity.journal.sqlite import SqliteStore
from continuity.journal.store import Row, SealedRow
from continuity.reporting.document import DrillReport, Headline
from continuity.reporting.of_run import SeriesFile, drill_report
from continuity.reporting.verdicts import Tone
from continuity.run.state import RunState, fold

FOLDER = Path(__file__).parent / "recorded"


@dataclass(frozen=True)
class Recorded:
    """One kept run."""

    name: str
    rows: tuple[Row, ...]
    sealed: tuple[SealedRow, ...]
    readings: tuple[Reading, ...]
    series: SeriesFile

    @property
    def state(self) -> RunState:
        """The fold of its facts."""
        texts = {row.hash: row.sealed.text for row in self.sealed}
        events = (decode(row.data, row.prev, row.hash, self.name) for row in self.rows)
        return fold([fact_of(event, texts) for event in events])

    def report(self) -> DrillReport:
        """Its report, the evidence checked."""
        found = verify_rows(self.rows, self.stream, sealed=self.sealed, series=FOLDER / self.name / "series.jsonl")
        evidence = Headline("damaged", Tone.BAD) if found.findings else Headline("verified", Tone.GOOD)
        return drill_report(
            self.state,
            run_id=self.stream,
            readings=self.readings,
            events=len(self.rows),
            head=self.rows[-1].hash,
            series=self.series,
            commands=(f"continuity verify {self.stream} --head {len(self.rows)}:{self.rows[-1].hash}",),
            evidence=evidence,
        )

    @property
    def stream(self) -> str:
        """The run's id."""
        return str(json.loads(self.rows[0].data)["stream"])


def recorded(name: str) -> Recorded:
    """Read a kept run."""
    folder = FOLDER / name
    rows, prev = [], GENESIS
    for data in (folder / "events.jsonl").read_bytes().splitlines():
        rows.append(Row(prev, data, link(prev, data)))
        prev = rows[-1].hash
    texts = [json.loads(line) for line in (folder / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
    sealed = tuple(SealedRow(t["seq"], t["hash"], Sealed(bytes.fromhex(t["salt"]), t["text"])) for t in texts)
    data = (folder / "series.jsonl").read_bytes()
    found = read_series(folder / "series.jsonl")
    series = SeriesFile(data.count(b"\n"), len(data), hashlib.sha256(data).hexdigest(), found.torn)
    return Recorded(name, tuple(rows), sealed, found.readings, series)


def keep(journal: Path, run: str, series: Path, name: str) -> None:
    """Write a run of a journal into files."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(journal)
    (folder / "events.jsonl").write_bytes(b"".join(row.data + b"\n" for row in store.rows(run)))
    texts = [
        {"seq": row.seq, "hash": row.hash, "salt": row.sealed.salt.hex(), "text": row.sealed.text}
        for row in store.sealed_rows(run)
    ]
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)
    (folder / "texts.jsonl").write_text(lines, encoding="utf-8")
    shutil.copyfile(series, folder / "series.jsonl")
    store.close()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4])
