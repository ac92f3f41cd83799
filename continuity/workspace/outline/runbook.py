"""A runbook as an outline, step by step, the way its players will see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import ascii_lowercase

from continuity.plan import Block, Decide, Follow, Lanes, Message, Repeat, Runbook, Step
from continuity.units import short_duration
from continuity.workspace.blocks import steps
from continuity.workspace.outline.form import asked, form_lines
from continuity.workspace.outline.page import heading, labelled, listed, paragraph

__all__ = ["runbook_lines"]

_UNTIL = {"restored": "the system works again", "all_clear": "the all-clear is given"}
_MARKS = {
    "detected": "from now on the outage counts as noticed",
    "activated": "from now on the runbook counts as begun",
    "all_clear": "this is the all-clear",
    "stood_down": "this ends it",
}


def runbook_lines(runbook: Runbook, others: dict[str, Runbook]) -> Iterator[str]:
    """The whole runbook, 80 columns wide; ``others`` gives the titles of runbooks that it follows."""
    yield from heading("Runbook", runbook.title, f"version {runbook.version}")
    yield from _head(runbook)
    yield ""
    yield from _blocks(runbook.steps, "", 0, runbook, others)
    for id, form in runbook.forms.items():
        yield ""
        yield from form_lines(id, form, {role: part.title for role, part in runbook.roles.items()})


def _head(runbook: Runbook) -> Iterator[str]:
    yield from labelled("You see", "; ".join(runbook.symptoms))
    yield from labelled("Begin when", runbook.activation.trigger)
    yield from labelled("Who says so", ", ".join(_role(runbook, role) for role in runbook.activation.authority))
    yield from labelled("Over when", runbook.activation.stand_down)
    parts = [
        part.title + (f" (or {_role(runbook, part.backup)})" if part.backup else "") for part in runbook.roles.values()
    ]
    yield from labelled("Roles", " · ".join(parts))
    yield from labelled("At hand", ", ".join(runbook.pack))
    review = runbook.review
    read = f", last read {review.last}, again every {short_days(review.every)}" if review else ""
    yield from labelled("Kept by", runbook.owner + read)


def short_days(millis: int) -> str:
    """``90 days`` for whole days, else a short duration."""
    days, rest = divmod(millis, 86_400_000)
    return f"{days} days" if days and not rest else short_duration(millis)


def _role(runbook: Runbook, role: str) -> str:
    return runbook.roles[role].title if role in runbook.roles else role


def _blocks(
    blocks: tuple[Block, ...], before: str, depth: int, runbook: Runbook, others: dict[str, Runbook]
) -> Iterator[str]:
    for number, block in enumerate(blocks, 1):
        yield from _block(block, f"{before}{number}", depth, runbook, others)


def _block(block: Block, name: str, depth: int, runbook: Runbook, others: dict[str, Runbook]) -> Iterator[str]:
    match block:
        case Step():
            yield from _step(block, name, depth, runbook)
        case Follow(follow=other):
            count = f", {len(list(steps(others[other])))} steps" if other in others else ""
            title = others[other].title if other in others else other
            yield from _title(name, depth, f"→ {title} (runbook {other}{count})")
        case Lanes(lanes=lanes):
            yield from _title(name, depth, "Side by side; go on when all are done")
            yield from _parts(lanes, "Lane", name, depth, runbook, others)
        case Decide(decide=answer, cases=cases):
            yield from _title(name, depth, f"As answered: {_question(answer, runbook)}")
            yield from _parts(cases, "If", name, depth, runbook, others)
        case Repeat(repeat_until=until, every=every, steps=inner):
            often = f"Every {short_duration(every)}" if every else "Again and again"
            yield from _title(name, depth, f"{often}, until {_UNTIL[until]}")
            yield from _blocks(inner, f"{name}.", depth + 1, runbook, others)
    if depth == 0:
        yield ""


def _parts(
    parts: Mapping[str, tuple[Block, ...]],
    word: str,
    name: str,
    depth: int,
    runbook: Runbook,
    others: dict[str, Runbook],
) -> Iterator[str]:
    for letter, (title, inner) in zip(ascii_lowercase * 20, parts.items(), strict=False):
        yield ""
        yield from paragraph(f"{word}: {title}", _indent(name, depth))
        yield from _blocks(inner, f"{name}{letter}.", depth + 1, runbook, others)


def _question(answer: str, runbook: Runbook) -> str:
    step_id, _, field_id = answer.partition(".")
    for _, step in steps(runbook):
        if step.id == step_id:
            return next((field.label for field in step.inputs if field.id == field_id), answer)
    return answer


def _title(name: str, depth: int, text: str) -> list[str]:
    indent = _indent(name, depth)
    return paragraph(text, indent, f" {name}")


def _indent(name: str, depth: int) -> int:
    return max(6 + 2 * depth, len(name) + 3)


def _step(step: Step, name: str, depth: int, runbook: Runbook) -> Iterator[str]:
    yield from _title(name, depth, step.do)
    indent = _indent(name, depth)
    facts = [_role(runbook, step.role)]
    facts += [f"{short_duration(step.target)}"] if step.target else []
    facts += ["critical"] if step.critical else []
    facts += ["never skipped"] if step.skip == "never" else []
    facts += [f"until {_UNTIL[step.until]}"] if step.until else []
    yield from paragraph(" · ".join(facts), indent)
    for label, texts in _details(step, runbook):
        yield from listed(label, texts, indent, 12)


def _details(step: Step, runbook: Runbook) -> Iterator[tuple[str, list[str]]]:
    yield "Careful", list(step.careful)
    yield "Right when", [step.expect]
    yield "If not", [step.if_not]
    yield "Write down", [asked(field) for field in step.inputs]
    if step.message:
        yield "Say", list(_message(step.message))
    yield "Here", list(_acts(step, runbook))
    if step.sign_off:
        other = ", not the one who did it" if step.sign_off.not_the_doer else ""
        yield "Signed by", [f"{_role(runbook, step.sign_off.role)}{other}: “{step.sign_off.meaning}”"]
    if step.marks:
        yield "Clock", [_MARKS[step.marks]]


def _message(message: Message) -> Iterator[str]:
    yield f"to {message.audience}: “{' '.join(message.says.split())}”"
    if message.estimate:
        yield "with an estimate, and where it comes from; “none yet” is an answer"
    if message.next_update:
        yield f"and again within {short_duration(message.next_update)}"


def _acts(step: Step, runbook: Runbook) -> Iterator[str]:
    if step.issue:
        yield f"{step.issue.count} numbered blanks of the form {step.issue.form} to {_role(runbook, step.issue.to)}"
    if step.records:
        yield f"fill one form {step.records} after another; the blank is below"
    if step.batch:
        yield f"close a batch of the form {step.batch}"
    if step.hand_off:
        yield f"batch to {step.hand_off.to}, acknowledged within {short_duration(step.hand_off.ack_within)}"
    if step.read_back:
        yield f"count again what the step {step.read_back} handed over"
    if step.enter:
        held = short_duration(step.enter.hold)
        yield f"wait {held}, enter {step.enter.canary}, look, then {step.enter.per_minute} a minute"
        if step.enter.sample:
            yield f"{step.enter.sample} of them, drawn, are compared with the forms before it is signed off"
    if step.return_numbers:
        yield f"unused numbers of the form {step.return_numbers} come back"
    if step.reconcile:
        yield f"every number of the form {step.reconcile} is accounted for"
