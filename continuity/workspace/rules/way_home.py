"""The way home of records: fields that forms have, secrets that stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import BackEntry, Environment, Organisation
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

_SECRET = ("authorization", "cookie", "x-api-key", "api-key")


def rule(draft: Draft) -> Iterator[Finding]:
    """Where each environment's records go home."""
    if draft.organisation is None:
        return
    written = draft.organisation
    for number, environment in enumerate(written.value.environments):
        if environment.back_entry is not None:
            at = f"/environments/{number}/back_entry"
            yield from _fields(draft, written, at, environment.back_entry)
            yield from _secrets(written, at, environment, environment.back_entry)


def _fields(draft: Draft, written: Written[Organisation], at: str, entry: BackEntry) -> Iterator[Finding]:
    forms = [form for runbook in draft.runbooks.values() for form in runbook.value.forms.values()]
    known = {field.id for form in forms for field in form.fields}
    for id in entry.fields:
        yield from written.unknown(at + pointer("fields", id), "form field", id, known, key=True)


def _secrets(written: Written[Organisation], at: str, environment: Environment, entry: BackEntry) -> Iterator[Finding]:
    for name, text in entry.headers.items():
        if name.lower() in _SECRET and "${" not in text and not environment.test:
            yield written.error(
                at + pointer("headers", name),
                "environment-secret",
                f"the header {name!r} says how to log in to a real system, and everybody can read it here",
                "Write ${NAME}, and set NAME in the environment of the program.",
            )
