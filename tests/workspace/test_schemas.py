"""Schemas, dataclasses and the quick check say the same."""

import dataclasses
import json
import typing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from continuity.plan import (
    Activation,
    Answers,
    Approval,
    BackEntry,
    Blocks,
    Claim,
    Decide,
    Drill,
    Enter,
    Environment,
    Expect,
    Field,
    Follow,
    Form,
    HandOff,
    Inject,
    Lanes,
    Limit,
    Limits,
    Mbco,
    Message,
    Numbering,
    Objective,
    Organisation,
    Pace,
    People,
    Person,
    Phase,
    PhaseFault,
    Place,
    Point,
    Probe,
    Process,
    Programme,
    Proxy,
    Receiver,
    ReferenceList,
    Repeat,
    Review,
    Role,
    Runbook,
    Scenario,
    Server,
    ServiceHours,
    SignOff,
    Source,
    Step,
    Team,
)  # fmt: skip
from continuity.structure import Duration
from continuity.units import DURATION
from continuity.workspace.accept import accepts
from continuity.workspace.complaints import complaints
from continuity.workspace.document import Document
from continuity.workspace.reader import read_document
from continuity.workspace.schemas import Schemas
from continuity.workspace.shipped import KINDS, schema_file, starter_folder

CLASSES = {
    "organisation": {
        "": Organisation, "team": Team, "mbco": Mbco, "process": Process, "expect": Expect, "probe": Probe,
        "proxy": Proxy, "place": Place, "point": Point, "server": Server, "receiver": Receiver, "list": ReferenceList,
        "backEntry": BackEntry,
        "environment": Environment, "serviceHours": ServiceHours,
    },
    "people": {"": People, "person": Person},
    "programme": {"": Programme, "claim": Claim},
    "answers": {"": Answers},
    "scenario": {"": Scenario, "source": Source, "fault": PhaseFault, "phase": Phase},
    "drill": {
        "": Drill, "objective": Objective, "inject": Inject, "limits": Limits, "pace": Pace, "approval": Approval,
    },
    "runbook": {
        "": Runbook, "review": Review, "activation": Activation, "role": Role, "field": Field, "limit": Limit,
        "numbering": Numbering, "form": Form, "step": Step, "lanes": Lanes, "decide": Decide, "repeat": Repeat,
        "follow": Follow, "issue": Blocks, "handOff": HandOff, "message": Message, "enter": Enter, "signOff": SignOff,
    },
}  # fmt: skip
ROWS = [(kind, name, cls) for kind, classes in CLASSES.items() for name, cls in classes.items()]


def schema_of(kind):
    return json.loads(schema_file(kind).read_text("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_a_schema_and_every_object_in_it_is_mapped(kind):
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    objects = {name for name, part in schema["$defs"].items() if "properties" in part}
    assert objects | {""} == set(CLASSES[kind])
    assert "$id" not in schema
    described = {name for name, part in schema["$defs"].items() if "description" in part}
    assert objects - described <= {"team", "role", "numbering", "form", "serviceHours"}


@pytest.mark.parametrize(("kind", "name", "cls"), ROWS, ids=[f"{kind}-{name or 'file'}" for kind, name, _ in ROWS])
def test_schema_and_dataclass_have_the_same_words(kind, name, cls):
    schema = schema_of(kind)
    part = schema["$defs"][name] if name else schema
    fields = {field.name.rstrip("_"): field for field in dataclasses.fields(cls)}
    assert set(part["properties"]) == set(fields)
    needed = {
        key for key, field in fields.items()
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }  # fmt: skip
    assert set(part.get("required", ())) == needed
    assert part["additionalProperties"] is False


@pytest.mark.parametrize(("kind", "name", "cls"), ROWS, ids=[f"{kind}-{name or 'file'}" for kind, name, _ in ROWS])
def test_schema_and_dataclass_have_the_same_durations_words_and_defaults(kind, name, cls):
    schema = schema_of(kind)
    part = schema["$defs"][name] if name else schema
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):
        said, hint = part["properties"][field.name.rstrip("_")], hints[field.name]
        is_duration = hint is Duration or Duration in typing.get_args(hint)
        assert is_duration == (said.get("$ref") in ("#/$defs/duration", "#/$defs/span")), field.name
        kinds = [it for it in (hint, *typing.get_args(hint)) if typing.get_origin(it) is typing.Literal]
        literal = kinds[0] if kinds else None
        if literal and "enum" in said:
            assert said["enum"] == list(typing.get_args(literal)), field.name
        if "default" in said and not is_duration and field.default is not dataclasses.MISSING:
            assert said["default"] == field.default, field.name


def test_shared_definitions_are_the_same_everywhere():
    seen = {}
    for kind in KINDS:
        for name, part in schema_of(kind)["$defs"].items():
            if name in ("id", "text", "texts", "duration", "span", "date", "value"):
                assert seen.setdefault(name, part) == part, f"{name} differs in {kind}"
    assert seen["duration"]["pattern"] == DURATION


@pytest.mark.parametrize("kind", KINDS)
def test_examples_in_schemas_fit_their_schema(kind):
    schema = schema_of(kind)
    for part in schema["$defs"].values():
        check = accepts({**part, "$defs": schema["$defs"]})
        assert all(check(example) for example in part.get("examples", ()))


FILES = {
    "organisation": "continuity.yaml", "people": "people.example.yaml", "programme": "programme.yaml",
    "runbook": "runbooks/take-orders-by-hand.yaml", "drill": "drills/quarterly-crm-outage.yaml",
    "scenario": "drills/scenarios/short-cut-2009.yaml",
    "answers": str(Path(__file__).parent / "valid" / "somebody-missing.yaml"),
}  # fmt: skip
TEXTS = st.sampled_from(["", "a", "15m", "0s", "a\n", "15m\n", "٣m", "A b", "x" * 5000, "/x"])
KEYS = st.sampled_from(["id", "do", "lanes", "x y"])
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**7),
    TEXTS,
    st.lists(st.sampled_from(["a", 1, None]), max_size=3),
    st.dictionaries(KEYS, st.just("a"), max_size=3),
)


def places(value, at=()):
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*at, key))


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_quick_check_and_jsonschema_agree_about_damaged_files(data):
    kind = data.draw(st.sampled_from(KINDS))
    document, _ = read_document((starter_folder() / FILES[kind]).read_bytes(), "f.yaml")
    value = json.loads(json.dumps(document.value))
    at = data.draw(st.sampled_from([way for way in places(value) if way]))
    inner = value
    for key in at[:-1]:
        inner = inner[key]
    how = data.draw(st.sampled_from(["replace", "remove", "rename"]))
    if how == "replace":
        inner[at[-1]] = data.draw(JUNK)
    elif how == "remove" or isinstance(inner, list):
        del inner[at[-1]]
    else:
        inner[f"{at[-1]}x"] = inner.pop(at[-1])
    schema = Schemas().schema(kind)
    damaged = Document("f.yaml", value, "", document.values, document.keys)
    assert accepts(schema)(value) == (complaints(schema, damaged) == [])


def test_deepest_file_does_not_exhaust_the_stack():
    nested = "{id: a, lanes: {x: [" * 14 + "{id: b, doo: it}" + "]}}" * 14
    text = f"format: runbook/1\nsteps: [{nested}]\n"
    document, findings = read_document(text.encode(), "f.yaml")
    assert findings == []
    assert any(finding.message.startswith("'doo'") for finding in Schemas().findings("runbook", document))


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_explained_where_an_editor_shows_it(kind):
    schema = schema_of(kind)
    shared = ("id", "text", "texts", "duration", "span", "date")
    silent = []
    for name, part in {"": schema, **schema["$defs"]}.items():
        for word, said in part.get("properties", {}).items():
            ref = said.get("$ref", "").rpartition("/")[2]
            behind = schema["$defs"][ref] if ref and ref not in shared else {}
            if not (said.get("description") or behind.get("description")):
                silent.append(f"{name}.{word}")
    assert silent == []
