"""A runbook: every name in it is that of something."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Follow, Runbook, Step
from continuity.workspace.blocks import all_forms, placed
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding
from continuity.workspace.rules.organisation import is_date


def rule(draft: Draft) -> Iterator[Finding]:
    """Unknown teams, processes, roles, forms, runbooks and receivers."""
    forms = set(all_forms(draft.plain_runbooks()))
    receivers = _receivers(draft)
    runbooks = draft.ids("runbook")
    complete = len(draft.runbooks) == len(runbooks)
    for written in draft.runbooks.values():
        yield from _head(written, draft)
        for found in placed(written.value.steps):
            if isinstance(found.block, Follow):
                yield from written.unknown(f"{found.at}/follow", "runbook", found.block.follow, runbooks)
            elif isinstance(found.block, Step):
                yield from _roles(written, found.at, found.block)
                yield from _first(written, found.at, found.block)
                if complete:
                    yield from _forms(written, found.at, found.block, forms)
                if found.block.hand_off and receivers is not None:
                    yield from written.unknown(
                        f"{found.at}/hand_off/to", "receiver", found.block.hand_off.to, receivers
                    )


def _receivers(draft: Draft) -> set[str] | None:
    if draft.organisation is None:
        return None
    environments = draft.organisation.value.environments
    return {name for environment in environments for name in environment.receivers} if environments else None


def _head(written: Written[Runbook], draft: Draft) -> Iterator[Finding]:
    runbook = written.value
    if draft.organisation is not None:
        organisation = draft.organisation.value
        yield from written.unknown("/owner", "team", runbook.owner, {team.id for team in organisation.teams})
        yield from written.unknown("/process", "process", runbook.process, {it.id for it in organisation.processes})
    for number, role in enumerate(runbook.activation.authority):
        yield from written.unknown(f"/activation/authority/{number}", "role", role, runbook.roles)
    for name, part in runbook.roles.items():
        yield from written.unknown(pointer("roles", name, "backup"), "role", part.backup, runbook.roles)
    if runbook.review and not is_date(runbook.review.last):
        yield written.error(
            "/review/last",
            "date-impossible",
            f"{runbook.review.last} is not in the calendar",
            "Write year, month, day.",
        )


def _roles(written: Written[Runbook], at: str, step: Step) -> Iterator[Finding]:
    roles = written.value.roles
    yield from written.unknown(f"{at}/role", "role", step.role, roles)
    if step.issue:
        yield from written.unknown(f"{at}/issue/to", "role", step.issue.to, roles)
    if step.sign_off:
        yield from written.unknown(f"{at}/sign_off/role", "role", step.sign_off.role, roles)
    if step.enter and step.enter.sample and not (step.sign_off and step.sign_off.not_the_doer):
        yield written.error(
            f"{at}/enter/sample",
            "step-sample-unsigned",
            f"nobody but the doer of {step.id!r} looks at the sample",
            "Write sign_off: with a role, and let it be another person.",
        )


def _forms(written: Written[Runbook], at: str, step: Step, forms: set[str]) -> Iterator[Finding]:
    for name, form in forms_of(step).items():
        yield from written.unknown(at + name, "form", form, forms)


def _first(written: Written[Runbook], at: str, step: Step) -> Iterator[Finding]:
    """What goes home before others is told by fields of the form, and says how."""
    form = written.value.forms.get(step.enter.form) if step.enter else None
    if step.enter is None or form is None:
        return
    known = {field.id for field in form.fields}
    for number, first in enumerate(step.enter.first):
        place = f"{at}/enter/first/{number}"
        yield from written.unknown(f"{place}/field", "form field", first.field, known)
        if not (first.is_ or first.over or first.soonest):
            yield written.error(
                place,
                "step-first-unsaid",
                f"it is not said which records go first by {first.field!r}",
                "Write is: with answers, over: with an amount, or soonest: true.",
            )


def forms_of(step: Step) -> dict[str, str]:
    """The forms that a step works with, by JSON pointer from the step."""
    found = {
        "/records": step.records,
        "/batch": step.batch,
        "/reconcile": step.reconcile,
        "/return_numbers": step.return_numbers,
        "/issue/form": step.issue.form if step.issue else None,
        "/hand_off/form": step.hand_off.form if step.hand_off else None,
        "/enter/form": step.enter.form if step.enter else None,
    }
    return {at: form for at, form in found.items() if form is not None}
