"""A numbered form as the blank that people hold, and one thing to write down as a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.plan import Field, Form
from continuity.workspace.outline.page import WIDTH, heading, labelled, listed

__all__ = ["asked", "form_lines"]

_INPUT = {"text": "", "number": "number", "money": "amount", "datetime": "time", "phone": "phone number"}
_LABEL = 30


def asked(field: Field) -> str:
    """A field as it is asked for in a step: ``What do you see: nothing works / very slow``."""
    answers = _answers(field)
    return f"{field.label}{f': {answers}' if answers else ''}{'' if field.required else ' (if known)'}"


def _answers(field: Field) -> str:
    return " / ".join(field.options) or _INPUT.get(field.type, "")


def form_lines(id: str, form: Form, roles: Mapping[str, str]) -> Iterator[str]:
    """The blank, with a line to write on for each field."""
    yield from heading("Form", form.title, f"{id}, version {form.version}")
    numbers = form.numbering
    digits = "_" * numbers.width + ("-_" if numbers.check_digit else "")
    yield from labelled("Number", f"{numbers.prefix}{digits}        (in a drill {numbers.drill_prefix}{digits})")
    for field in form.fields:
        yield ""
        yield _blank(field)
    yield ""
    labels = {field.id: field.label for field in form.fields}
    limits = (
        f"{limit.max} in {labels.get(limit.field, limit.field)}: {roles.get(limit.approval, limit.approval)} decides"
        for limit in form.limits
    )
    yield from listed("Above", limits)
    yield from labelled("Batch adds", ", ".join(field.label for field in form.fields if field.total))


def _blank(field: Field) -> str:
    label = f" {field.label}{'' if field.required else ' (if known)'}"
    hint = _answers(field)
    start = f"{label:<{_LABEL}}" if len(label) < _LABEL else f"{label} "
    end = f"  {hint}" if hint and len(start) + len(hint) + 12 <= WIDTH else ""
    return f"{start}{'_' * max(10, WIDTH - len(start) - len(end))}{end}"[:WIDTH]
