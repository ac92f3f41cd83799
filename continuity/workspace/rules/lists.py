"""Reference lists: there, readable, young enough, and known where forms name them.

What is wrong with a list is advice: in an outage an old list is better than no runbook.
"""

from __future__ import annotations

from collections.abc import Iterator

from continuity.units import short_duration
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft
from continuity.workspace.findings import Finding, Severity
from continuity.workspace.lists import ListRead


def rule(draft: Draft) -> Iterator[Finding]:
    """Every list of the organisation, and every form that is held against one."""
    written = draft.organisation
    seen: set[str] = set()
    for number, plan in enumerate(written.value.lists if written else ()):
        if written is not None and plan.id in seen:
            at = f"/lists/{number}/id"
            yield written.error(at, "id-twice", f"{plan.id!r} stands here twice", "Give it another id.")
        seen.add(plan.id)
        read = draft.lists.get(plan.id)
        if read is not None:
            yield from _list(draft, number, read)
    yield from _forms(draft)


def _list(draft: Draft, number: int, read: ListRead) -> Iterator[Finding]:
    written, at = draft.organisation, f"/lists/{number}"
    assert written is not None
    if read.missing:
        message = f"{read.plan.file} cannot be read: {read.missing}; nobody can look it up"
        yield written.warning(f"{at}/file", "list-missing", message, "Draw it from the CRM while the CRM works.")
        return
    for line, words in read.problems:
        hint = "Mend the line, or draw the list again."
        yield Finding(read.plan.file, line, 1, "list-row", words, hint, Severity.WARNING)
    if read.as_of is None:
        message = f"nobody says when {read.plan.title!r} was drawn"
        hint = "Begin the file with a line like: # as of 2026-11-22T18:00+01:00"
        yield written.warning(at, "list-no-age", message, hint)
    elif draft.now is not None and draft.now < read.as_of:
        message = f"{read.plan.title!r} is dated later than now, so nobody knows how old it is"
        yield written.warning(at, "list-no-age", message, "Look at its first line, and at this machine's clock.")
    elif draft.now is not None and (age := draft.now - read.as_of) > read.plan.max_age:
        message = f"{read.plan.title!r} is {short_duration(age)} old; it may be {short_duration(read.plan.max_age)}"
        yield written.warning(at, "list-stale", message, f"Draw {read.plan.file} again.")


def _forms(draft: Draft) -> Iterator[Finding]:
    lists = draft.organisation.value.lists if draft.organisation else ()
    credit = {plan.id for plan in lists if plan.kind == "credit"}
    for written in draft.runbooks.values():
        for id, form in written.value.forms.items():
            at = pointer("forms", id)
            for number, field in enumerate(form.fields):
                if field.means == "account" and field.private:
                    message = f"{field.id!r} is private, and accounts are added up over every site"
                    hint = "Ask for the account number, which names nobody, and take private: true away."
                    yield written.error(f"{at}/fields/{number}/private", "form-account-private", message, hint)
            if form.credit is None:
                continue
            yield from written.unknown(f"{at}/credit/list", "credit list", form.credit.list, credit)
            yield from written.unknown(f"{at}/credit/approval", "role", form.credit.approval, written.value.roles)
            if form.field_that_means("account") is None:
                message = "the form is held against a credit list, and asks for no account"
                yield written.error(f"{at}/credit", "form-no-account", message, "Write means: account under a field.")
