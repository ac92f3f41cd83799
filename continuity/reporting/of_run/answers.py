"""What came of a step in words: answers as people gave them, what was wrong, who signed."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Field
from continuity.reporting.texts import _
from continuity.run.inputs import inputs_of
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus
from continuity.units import Money

__all__ = ["answer_of", "entered"]


def entered(by: str, on_behalf_of: str | None) -> str:
    """Who did something, when another wrote it down for them."""
    return by if on_behalf_of is None else _("%(who)s, entered by %(by)s") % {"who": on_behalf_of, "by": by}


def answer_of(run: RunState, state: StepState) -> str:
    """``Forms counted: 21; Total added up: 14 428.52 EUR``; private answers stay out of reports."""
    return "; ".join((*_answers(run, state), *state.wrong, *_around(state)))


def _answers(run: RunState, state: StepState) -> Iterator[str]:
    asked = {field.id: field for field in inputs_of(state.step)}
    for id, given in state.answers.items():
        field = asked.get(id, Field(id, id))
        yield f"{field.label}: {_shown(field, given, run.plan.organisation.currency)}"


def _shown(field: Field, given: str, currency: str) -> str:
    if field.private:
        return _("(kept out of the report)")
    if field.type == "money" and given.lstrip("-").isdigit():
        return str(Money(int(given), currency))
    return given


def _around(state: StepState) -> Iterator[str]:
    """The reason that goes with it, who agreed, who signed and as what."""
    if state.reason:
        yield _because(state) % state.reason
    if state.second:
        yield _("with %s as second person") % state.second
    if state.signed_by and state.step.sign_off:
        yield _("%(meaning)s: signed by %(who)s (%(known)s)") % {
            "meaning": state.step.sign_off.meaning,
            "who": entered(state.signed_by.id, state.signed_for),
            "known": state.signed_by.known.value,
        }


def _because(state: StepState) -> str:
    if state.status in (StepStatus.SKIPPED, StepStatus.FAILED):
        return "%s"
    return _("taken up again: %s") if state.reopened else _("was stuck: %s")
