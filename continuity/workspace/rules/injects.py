"""Injects: one stimulus each, aimed at somebody or something that is there."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Drill, Inject
from continuity.workspace.blocks import steps
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding


def rule(draft: Draft) -> Iterator[Finding]:
    """What an inject does, whom it takes away, which channel fails; and the channels that messages go by."""
    people = {person.id for person in draft.people.value.people} if draft.people else None
    channels = set(draft.organisation.value.channels) if draft.organisation else None
    for written in draft.drills.values():
        for number, inject in enumerate(written.value.injects):
            yield from _inject(written, f"/injects/{number}", inject, people, channels)
    if channels is None:
        return
    for runbook in draft.runbooks.values():
        for at, step in steps(runbook.value):
            for number, channel in enumerate(step.message.by if step.message else ()):
                yield from runbook.unknown(f"{at}/message/by/{number}", "channel", channel, channels)


def _inject(
    written: Written[Drill], at: str, inject: Inject, people: set[str] | None, channels: set[str] | None
) -> Iterator[Finding]:
    found = [word for word in ("says", "away", "without") if getattr(inject, word)]
    if len(found) != 1 or (inject.says and not inject.to) or (inject.to and not inject.says):
        said = " and ".join(found) if found else "nothing to do"
        yield written.error(
            at,
            "inject-not-one",
            f"the inject {inject.id!r} has {said}; it does exactly one thing",
            "Write to: and says: for a message, away: for a person, or without: for a channel.",
        )
    if inject.for_ is not None and inject.says:
        yield written.error(f"{at}/for", "inject-not-one", "a message lasts no time", "Take for: out.", key=True)
    if people is not None:
        yield from written.unknown(f"{at}/away", "person", inject.away, people)
    if channels is not None:
        yield from written.unknown(f"{at}/without", "channel", inject.without, channels)
