"""What a step asks for, and whether an answer holds."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.ledger.cards import card_reasons
from continuity.plan import Field, Step
from continuity.units import parse_money

__all__ = ["CONFIDENCE", "NO_ESTIMATE", "check_answers", "inputs_of"]

NO_ESTIMATE = "no estimate yet"
CONFIDENCE = ("low", "medium", "high")

_ESTIMATE = (
    Field("estimate", "When will it work again (empty: no estimate yet)", required=False),
    Field("estimate_source", "Who says so", required=False),
    Field("confidence", "How sure", type="choice", options=CONFIDENCE, required=False),
)


def inputs_of(step: Step) -> tuple[Field, ...]:
    """The step's own inputs, and those that its message needs."""
    asks_estimate = step.message is not None and step.message.estimate
    return step.inputs + (_ESTIMATE if asks_estimate else ())


def check_answers(
    fields: tuple[Field, ...], answers: Mapping[str, str], currency: str
) -> tuple[dict[str, str], list[str]]:
    """The answers in their plain form (numbers as digits, money in minor units) and every problem."""
    known = {field.id for field in fields}
    problems = [f"{id!r} is not asked for here" for id in answers if id not in known]
    clean: dict[str, str] = {}
    for field in fields:
        text = answers.get(field.id, "").strip()
        if not text:
            if field.required:
                problems.append(f"{field.label}: an answer is needed")
            continue
        try:
            clean[field.id] = _plain(field, text, currency)
        except ValueError as error:
            problems.append(f"{field.label}: {error}")
    return clean, [*problems, *_cards(fields, answers)]


def _cards(fields: tuple[Field, ...], answers: Mapping[str, str]) -> tuple[str, ...]:
    labels = {field.id: field.label for field in fields}
    return card_reasons({labels.get(id, "an answer that is not asked for"): text for id, text in answers.items()})


def _plain(field: Field, text: str, currency: str) -> str:
    if field.type == "number":
        digits = text.replace(" ", "")
        if not digits.isdecimal():
            raise ValueError(f"{text!r} is not a whole number")
        return str(int(digits))
    if field.type == "money":
        return str(parse_money(text, currency).minor)
    if field.type == "choice" and text not in field.options:
        raise ValueError(f"{text!r} is not one of {', '.join(field.options)}")
    return text
