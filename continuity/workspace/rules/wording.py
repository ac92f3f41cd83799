"""Advice on words: one act to a step, said as an order, with a result that one can see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from continuity.plan import Runbook, Step
from continuity.workspace.blocks import steps
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding, near

_TWO_ACTS = re.compile(r"\band then\b|\bafter that\b|\bafterwards\b|[a-z)][.;] [A-Z]|\band also\b", re.IGNORECASE)
_ANYBODY = r"(someone|somebody|anyone|anybody)"
_NOBODY = re.compile(rf"\b(can|could|should|may) {_ANYBODY}\b|\b{_ANYBODY} (should|must|has to)\b", re.IGNORECASE)
_EMPTY = re.compile(r"^\W*(checked|done|ok|okay|yes|finished|completed)\W*$", re.IGNORECASE)
_BLANK = re.compile(r"\{([^{}]*)\}")
BLANKS = ("since", "estimate", "next_update")
"""What a message may leave open; the screens fill it in."""


def rule(draft: Draft) -> Iterator[Finding]:
    """Warnings only: the words are the writer's."""
    for written in draft.runbooks.values():
        for at, step in steps(written.value):
            yield from _act(written, at, step)
            yield from _result(written, at, step)
            yield from _message(written, at, step)


def _act(written: Written[Runbook], at: str, step: Step) -> Iterator[Finding]:
    if _TWO_ACTS.search(step.do):
        yield written.warning(
            f"{at}/do",
            "words-two-acts",
            "this step asks for two acts",
            "Make two steps of it: half done cannot be told from done.",
        )
    if _NOBODY.search(step.do):
        yield written.warning(
            f"{at}/do", "words-nobody", "this asks nobody in particular", f"Say it as an order to the {step.role}."
        )


def _result(written: Written[Runbook], at: str, step: Step) -> Iterator[Finding]:
    if not step.expect:
        yield written.warning(
            at,
            "words-no-expect",
            f"nobody can tell when {step.id!r} is done well",
            "Write expect: with a result that one can see or hear.",
        )
    elif _EMPTY.match(step.expect):
        yield written.warning(
            f"{at}/expect",
            "words-no-expect",
            f"{step.expect!r} is no result",
            "Write what one sees or hears when it went well.",
        )


def _message(written: Written[Runbook], at: str, step: Step) -> Iterator[Finding]:
    for blank in _BLANK.findall(step.message.says) if step.message else ():
        if blank not in BLANKS:
            message = f"nothing fills in {{{blank}}}{near(blank, BLANKS)}"
            yield written.warning(
                f"{at}/message/says", "words-unknown-blank", message, "Write {since}, {estimate} or {next_update}."
            )
