"""Turns what jsonschema finds into sentences for people who write runbooks, not schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from jsonschema import Draft202012Validator, TypeChecker, ValidationError, validators
from referencing import Registry

from continuity.structure import Json, JsonObject
from continuity.workspace.accept import ecma
from continuity.workspace.document import Document, pointer
from continuity.workspace.findings import Finding, near

__all__ = ["complaints"]

Said = tuple[str, str, str]
"""Code, message, hint."""

_NOUNS = {
    "object": "words with a colon (word: value)",
    "array": "a list ([one, two], or lines that begin with -)",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}
_REMEDIES = {
    "object": "Write word: value, each on a line of its own below this one, indented.",
    "array": "Write [one, two], or a line that begins with - for each.",
    "integer": "Write digits only, like 4.",
    "boolean": "Write true or false, without quotes.",
}
_AMOUNT = re.compile(r"(\d{1,3}(?:[ .,'\u00a0\u202f]?\d{3})*|\d+)(?:[.,](\d{1,2}))?\s*([A-Za-z]{3})?")


def complaints(schema: JsonObject, document: Document) -> list[Finding]:
    """Everything about the document that does not fit the schema; no network, all errors at once."""
    validator = _validator(schema)
    findings: list[Finding] = []
    for error in validator.iter_errors(document.value):
        findings.extend(_findings(error, document))
    return findings


def _validator(schema: JsonObject) -> Draft202012Validator:
    whole: Callable[[TypeChecker, object], bool] = lambda _, value: type(value) is int  # noqa: E731
    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", whole)
    made = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"pattern": _pattern}, type_checker=checker
    )
    return cast(Draft202012Validator, made(schema, registry=Registry()))


def _pattern(_: object, pattern: str, value: object, __: object) -> Iterator[ValidationError]:
    if isinstance(value, str) and not ecma(pattern).search(value):
        yield ValidationError(f"{value!r} does not match")


def _findings(error: ValidationError, document: Document) -> Iterator[Finding]:
    at = pointer(*error.absolute_path)
    schema = cast(JsonObject, error.schema)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, schema, document, at)
    elif error.validator == "required":
        yield from _missing(error, document, at)
    else:
        spot = document.spot(at)
        if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str):
            spot = document.key_spot(at + pointer(error.instance))
        yield Finding(document.file, *spot, *_sentence(error, schema))


def _unknown_keys(error: ValidationError, schema: JsonObject, document: Document, at: str) -> Iterator[Finding]:
    known = cast(JsonObject, schema.get("properties", {}))
    for key in cast(JsonObject, error.instance):
        if key not in known:
            spot = document.key_spot(at + pointer(key))
            hint = f"Words here: {', '.join(known)}."
            yield Finding(
                document.file, *spot, "schema-unknown-key", f"{key!r} is not a word here{near(key, known)}", hint
            )


def _missing(error: ValidationError, document: Document, at: str) -> Iterator[Finding]:
    present, schema = cast(JsonObject, error.instance), cast(JsonObject, error.schema)
    strange = [key for key in present if key not in cast(JsonObject, schema.get("properties", {}))]
    for key in cast("list[str]", error.validator_value):
        # jsonschema gives one error for each missing name, and only its message says which.
        if key in present or not error.message.startswith(f"{key!r} "):
            continue
        # A slip of the pen is told once, where it stands.
        if not near(key, strange):
            message = f"{key!r} is missing here"
            yield Finding(document.file, *document.spot(at), "schema-missing-key", message, _describe(schema, key))


def _describe(schema: JsonObject, key: str) -> str:
    part = cast(JsonObject, cast(JsonObject, schema.get("properties", {})).get(key, {}))
    said = str(part.get("description", ""))
    return f"Write {key}: and its value. {said}".rstrip()


def _sentence(error: ValidationError, schema: JsonObject) -> Said:
    say = _SENTENCES.get(str(error.validator))
    if say is None:
        return (
            "schema-other",
            f"{_show(error.instance)} does not fit here",
            str(schema.get("description", "")) or "The guide Write a runbook shows what can stand here.",
        )
    return say(cast(Json, error.instance), cast(Json, error.validator_value), schema)


def _show(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "words with a colon"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:57]}…"


def _type(value: Json, wanted: Json, schema: JsonObject) -> Said:
    names = [wanted] if isinstance(wanted, str) else cast("list[str]", wanted)
    noun = str(schema.get("title") or " or ".join(_NOUNS[str(name)] for name in names))
    quoted = f'Write it in quotes: "{_show(value)}".' if names == ["string"] and isinstance(value, bool | int) else ""
    described = str(schema.get("description", "")) or "Write what is wanted."
    remedy = quoted or (described if len(names) > 1 else _REMEDIES.get(names[0], described))
    return "schema-type", f"{_show(value)} stands here; wanted: {noun}", remedy


def _enum(value: Json, words: Json, _: JsonObject) -> Said:
    known = [str(word) for word in cast("list[Json]", words)]
    return (
        "schema-choice",
        f"{_show(value)} is not one of the words for this place{near(str(value), known)}",
        f"Write one of: {', '.join(known)}.",
    )


def _const(value: Json, word: Json, _: JsonObject) -> Said:
    return "schema-choice", f"{_show(value)} stands here; {word!r} is wanted", f"Write {word}."


def _shape(value: Json, _: Json, schema: JsonObject) -> Said:
    noun = str(schema.get("title", "what is wanted here"))
    hint = _amount(str(value)) if noun == "an amount of money" else ""
    return "schema-shape", f"{_show(value)} is not {noun}", hint or str(schema.get("description", ""))


def _amount(text: str) -> str:
    """How an amount with other signs between its digits is written here, when it can only mean one."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found or not found[3]:
        return ""
    whole = re.sub(r"\D", "", found[1])
    cents = f".{found[2]:0<2}" if found[2] else ""
    return f"Write {whole}{cents} {found[3].upper()}: a point before the cents, and nothing between thousands."


def _few(value: Json, least: Json, _: JsonObject) -> Said:
    if isinstance(value, str):
        return "schema-too-few", "this text is empty", "Write something, or take the line out."
    thing = "entry" if least == 1 else "entries"
    return "schema-too-few", f"at least {least} {thing} must stand here", "Write what is missing, or take the line out."


def _many(value: Json, most: Json, _: JsonObject) -> Said:
    unit = "characters" if isinstance(value, str) else "entries"
    return "schema-too-many", f"{len(cast(str, value))} {unit} stand here; at most {most} may", "Make it shorter."


def _small(value: Json, least: Json, _: JsonObject) -> Said:
    return "schema-range", f"{value} is too small", f"Write {least} or more."


def _large(value: Json, most: Json, _: JsonObject) -> Said:
    return "schema-range", f"{value} is too large", f"Write {most} or less."


_SENTENCES: Mapping[str, Callable[[Json, Json, JsonObject], Said]] = {
    "type": _type, "enum": _enum, "const": _const, "pattern": _shape,
    "minLength": _few, "minItems": _few, "minProperties": _few,
    "maxLength": _many, "maxItems": _many, "minimum": _small, "maximum": _large,
}  # fmt: skip
