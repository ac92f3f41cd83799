from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from drill_samples import DRILLS
from jsonschema import Draft202012Validator
from quarter_samples import QUARTERS

from continuity.reporting.document import DrillReport
from continuity.reporting.quarter import QuarterReport
from continuity.reporting.render import report_json
from continuity.structure import decode

SCHEMAS = Path(__file__).parents[2] / "schemas"
ROOTS = {"drill-report": DrillReport, "quarter-report": QuarterReport}
SAMPLES = [("drill-report", make) for make in DRILLS.values()] + [
    ("quarter-report", make) for make in QUARTERS.values()
]


def schema(name: str) -> dict[str, typing.Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def kebab(name: str) -> str:
    return "".join("-" + c.lower() if c.isupper() and n else c.lower() for n, c in enumerate(name))


def reached(hint: object) -> Iterator[type]:
    """Every dataclass and enum that a type leads to, itself first."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
        for inner in typing.get_type_hints(hint).values():
            yield from reached(inner)
    elif typing.get_origin(hint) in (tuple, typing.Union, types.UnionType):
        for inner in typing.get_args(hint):
            yield from reached(inner)


@pytest.mark.parametrize(("name", "make"), SAMPLES)
def test_every_sample_validates_and_reads_back_as_the_same_value(name, make):
    report = make()
    written = json.loads(report_json(report))
    errors = [error.message for error in Draft202012Validator(schema(name)).iter_errors(written)]
    assert errors == []
    assert decode(ROOTS[name], written) == report


@pytest.mark.parametrize("name", ROOTS)
def test_schema_and_dataclasses_agree_on_every_field(name):
    whole = schema(name)
    Draft202012Validator.check_schema(whole)
    classes = dict.fromkeys(reached(ROOTS[name]))
    for cls in classes:
        part = whole if cls is ROOTS[name] else whole["$defs"][kebab(cls.__name__)]
        if issubclass(cls, Enum):
            assert part["enum"] == [member.value for member in cls]
            continue
        fields = dataclasses.fields(cls)
        assert part["additionalProperties"] is False
        assert list(part["properties"]) == [field.name for field in fields], cls
        assert part["required"] == [field.name for field in fields if field.default is dataclasses.MISSING], cls
    assert len(whole["$defs"]) == len(classes) - 1


@pytest.mark.parametrize("name", ROOTS)
def test_a_field_that_nobody_knows_is_refused(name):
    written = json.loads(report_json(dict(SAMPLES)[name]())) | {"extra": 1}
    assert not Draft202012Validator(schema(name)).is_valid(written)


def test_json_is_sorted_and_ends_with_a_newline():
    text = report_json(DRILLS["failed"]())
    assert text == report_json(DRILLS["failed"]())
    assert text.endswith(b"}\n")
    assert list(json.loads(text)) == sorted(json.loads(text))
