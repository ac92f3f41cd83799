"""The course of a runbook: ids, answers that decide, runbooks that follow one another."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Block, Decide, Field, Follow, Lanes, Runbook, Step
from continuity.workspace.blocks import followed, inner_lists, placed
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding, near
from continuity.workspace.rules.card_fields import card_field

DEFAULT = "default"
"""The case for every answer that has none of its own."""


def rule(draft: Draft) -> Iterator[Finding]:
    """Blocks that cannot be told apart, decisions without an answer, runbooks that go round in circles."""
    runbooks = draft.plain_runbooks()
    for id, written in draft.runbooks.items():
        yield from _list(written, written.value.steps, "/steps", {}, {})
        for found in placed(written.value.steps):
            if isinstance(found.block, Follow) and id in followed(runbooks, found.block.follow):
                message = f"following {found.block.follow!r} leads back to this runbook"
                yield written.error(f"{found.at}/follow", "follow-loop", message, "Take one of the two out.")


def _list(
    written: Written[Runbook], blocks: tuple[Block, ...], at: str, seen: dict[str, str], top: dict[str, Step]
) -> Iterator[Finding]:
    """``seen`` holds the ids of this list and of the lanes beside it, ``top`` the earlier steps of the outermost."""
    before: dict[str, Step] = {}
    for number, block in enumerate(blocks):
        here = f"{at}/{number}"
        if block.id in seen:
            line = written.document.spot(seen[block.id])[0]
            yield written.error(
                f"{here}/id",
                "step-id-twice",
                f"{block.id!r} is also on line {line}",
                "Blocks side by side need ids of their own.",
            )
        seen.setdefault(block.id, f"{here}/id")
        if isinstance(block, Step):
            yield from _step(written, block, here, before)
            before[block.id] = block
        elif isinstance(block, Decide):
            yield from _decide(written, block, here, {**top, **before})
        outer = {**top, **before} if at == "/steps" else top
        yield from _inner(written, block, here, outer)


def _inner(written: Written[Runbook], block: Block, here: str, top: dict[str, Step]) -> Iterator[Finding]:
    shared: dict[str, str] = {}
    for inside, inner in inner_lists(block).items():
        yield from _list(written, inner, here + inside, shared if isinstance(block, Lanes) else {}, top)


def _step(written: Written[Runbook], step: Step, at: str, before: dict[str, Step]) -> Iterator[Finding]:
    yield from _fields(written, step.inputs, f"{at}/inputs")
    if step.read_back is None:
        return
    asked = before.get(step.read_back)
    if asked is None or asked.hand_off is None:
        givers = [id for id, other in before.items() if other.hand_off]
        hint = "Name a step with hand_off: that stands before it in the same list."
        message = f"{step.read_back!r} hands nothing over before this step{near(step.read_back, givers)}"
        yield written.error(f"{at}/read_back", "read-back-nothing", message, hint)


def _fields(written: Written[Runbook], fields: tuple[Field, ...], at: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, field in enumerate(fields):
        if field.id in seen:
            yield written.error(
                f"{at}/{number}/id", "id-twice", f"{field.id!r} stands twice here", "Give it another id."
            )
        seen.add(field.id)
        yield from card_field(written, field, f"{at}/{number}")


def _decide(written: Written[Runbook], block: Decide, at: str, before: dict[str, Step]) -> Iterator[Finding]:
    step_id, _, field_id = block.decide.partition(".")
    step = before.get(step_id)
    if step is None:
        known = {f"{id}.{field.id}" for id, earlier in before.items() for field in earlier.inputs}
        message = f"no step {step_id!r} is done before this decision{near(block.decide, known)}"
        yield written.error(
            f"{at}/decide",
            "decide-no-answer",
            message,
            "Name a step that stands before it in the same list, or in the outermost one.",
        )
        return
    field = next((field for field in step.inputs if field.id == field_id), None)
    if field is None:
        known = {field.id for field in step.inputs}
        message = f"the step {step_id!r} does not ask for {field_id!r}{near(field_id, known)}"
        yield written.error(f"{at}/decide", "decide-no-answer", message, f"Write it in the inputs of {step_id}.")
    elif field.type == "choice":
        yield from _cases(written, block, at, field)


def _cases(written: Written[Runbook], block: Decide, at: str, field: Field) -> Iterator[Finding]:
    for case in block.cases:
        if case != DEFAULT and case not in field.options:
            message = f"no answer leads to {case!r}, so its steps are never reached{near(case, field.options)}"
            yield written.error(
                at + pointer("cases", case),
                "step-unreachable",
                message,
                f"Answers: {', '.join(field.options)}.",
                key=True,
            )
    left = [option for option in field.options if option not in block.cases]
    if left and DEFAULT not in block.cases:
        yield written.warning(
            f"{at}/cases",
            "decide-open",
            f"nothing is said for the answer {left[0]!r}; the runbook then goes on below",
            "Write a case for it, or default:.",
        )
