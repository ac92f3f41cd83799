"""A run whose steps are all over goes on until each of its numbers has an end; simulated people see to theirs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from trial import RUN_DRILL

MORE = (
    "  - {id: more, do: More forms, expect: Known, role: lead, target: 1m, issue: {form: order, count: 5, to: clerk}}\n"
)


def out_at_the_end(root: Path) -> tuple[int, list[str]]:
    """How many numbers were issued, and those that had no end when the run ended."""
    issued, ended = 0, []
    with closing(sqlite3.connect(root / ".continuity" / "journal.sqlite")) as journal:
        for kind, data in journal.execute("SELECT kind, data FROM event ORDER BY seq"):
            body = json.loads(data)
            body = body.get("body", body)
            if kind == "block.issued":
                issued += body["last"] - body["first"] + 1
            elif kind == "record.captured":
                ended.append(body["number"])
            elif kind == "numbers.returned":
                ended += body["numbers"]
            elif kind == "run.ended":
                return issued - len(set(ended)), [kind]
    return issued - len(set(ended)), []


def rewrite(trial, *, books: bool, after: str = "") -> None:
    """Leave out the step that takes numbers back and compares them, or put one after the last."""
    book, drill = trial.root / "runbooks" / "by-hand.yaml", trial.root / "drills" / "small.yaml"
    head, end = book.read_text("utf-8").split("  - id: agree\n")[0], "  - {id: end,"
    rest = book.read_text("utf-8").split(end)[1]
    text = book.read_text("utf-8") if books else head + end + rest
    book.write_text(text + after, "utf-8")
    if not books:
        lines = drill.read_text("utf-8").splitlines(keepends=True)
        drill.write_text("".join(line for line in lines if "records: each-once" not in line), "utf-8")


def test_where_no_step_takes_numbers_back_simulated_people_do_before_the_last_one(trial) -> None:
    rewrite(trial, books=False)
    assert "no step has return_numbers: or reconcile:" in trial.tell("check")[1]
    said = trial.tell(*RUN_DRILL, seconds=120)[1]
    assert "ended: every step is over" in said, said
    assert out_at_the_end(trial.root) == (0, ["run.ended"])


def test_numbers_that_the_last_step_hands_out_keep_the_run_open_until_they_are_back(trial) -> None:
    rewrite(trial, books=True, after=MORE)
    said = trial.tell(*RUN_DRILL, seconds=120)[1]
    assert "ended: every step is over" in said, said
    assert out_at_the_end(trial.root) == (0, ["run.ended"])
