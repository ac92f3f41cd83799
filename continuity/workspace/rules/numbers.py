"""Numbers that are handed out must come back, and be compared: else nobody sees that one is missing."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Runbook, Step
from continuity.workspace.blocks import all_steps, followed, steps
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding
from continuity.workspace.rules.waiting import entries


def rule(draft: Draft) -> Iterator[Finding]:
    """Steps that issue a form whose numbers no step takes back, or no step compares, in all that a run goes through."""
    runbooks = draft.plain_runbooks()
    if draft.ids("runbook") - set(runbooks):
        return
    for id in sorted(entries(draft, runbooks)):
        whole = followed(runbooks, id)
        for name in whole:
            written = draft.runbooks[name]
            for at, step in steps(written.value):
                yield from _issued(written, at, step, all_steps(whole))


def _issued(written: Written[Runbook], at: str, step: Step, others: list[Step]) -> Iterator[Finding]:
    if step.issue is None:
        return
    form = step.issue.form
    lacks = [
        words
        for words, there in (
            ("return_numbers", any(other.return_numbers == form for other in others)),
            ("reconcile", any(other.reconcile == form for other in others)),
        )
        if not there
    ]
    if lacks:
        message = f"the numbers of {form!r} are handed out, and no step has {' or '.join(f'{one}:' for one in lacks)}"
        hint = f"Write {' and '.join(f'{one}: {form}' for one in lacks)} in a step after it."
        yield written.warning(f"{at}/issue", "step-numbers-open", message, hint)
