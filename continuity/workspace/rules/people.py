"""People: their teams and who stands in for them."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.workspace.draft import Draft
from continuity.workspace.findings import Finding


def rule(draft: Draft) -> Iterator[Finding]:
    """Teams and deputies that are not there."""
    written = draft.people
    if written is None:
        return
    known = {person.id for person in written.value.people}
    teams = {team.id for team in draft.organisation.value.teams} if draft.organisation else None
    for number, person in enumerate(written.value.people):
        at = f"/people/{number}"
        if teams is not None:
            yield from written.unknown(f"{at}/team", "team", person.team, teams)
        yield from written.unknown(f"{at}/deputy", "person", person.deputy, known)
        if person.deputy == person.id:
            yield written.error(
                f"{at}/deputy",
                "person-own-deputy",
                f"{person.id!r} cannot stand in for themselves",
                "Name somebody else.",
            )
