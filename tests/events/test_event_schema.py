"""The schema of events is the one that the code means, and real events hold to it."""

import json
from pathlib import Path

import jsonschema
import pytest

from continuity.events.kinds import KINDS
from continuity.events.schema import event_schema

SCHEMA = Path(__file__).parents[2] / "schemas" / "event.schema.json"
RECORDED = sorted((Path(__file__).parents[1] / "reporting" / "recorded").rglob("*events*.jsonl"))


def test_written_schema_is_what_the_types_say() -> None:
    written = json.dumps(event_schema(), indent=1, ensure_ascii=False) + "\n"
    if not SCHEMA.exists() or SCHEMA.read_text(encoding="utf-8") != written:
        SCHEMA.write_text(written, encoding="utf-8")
        pytest.fail(f"{SCHEMA.name} was out of date; it has been written anew, look at it and commit it")


def test_every_kind_has_a_schema() -> None:
    defined = event_schema()["$defs"]
    assert isinstance(defined, dict)
    assert set(KINDS) <= set(defined)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.parent.name)
def test_recorded_events_hold_to_it(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(event_schema())
    lines = path.read_text(encoding="utf-8").splitlines()
    found = ((number, validator.iter_errors(json.loads(line))) for number, line in enumerate(lines, 1))
    problems = [(number, error.message) for number, errors in found for error in errors]
    assert lines
    assert problems == []
