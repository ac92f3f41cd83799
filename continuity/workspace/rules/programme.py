"""The programme: every claim is shown by an objective that is there."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Claim, Programme
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding


def rule(draft: Draft) -> Iterator[Finding]:
    """Unknown teams, processes, points, drills and objectives."""
    written = draft.programme
    if written is None:
        return
    if draft.organisation is not None:
        organisation = draft.organisation.value
        yield from written.unknown("/owner", "team", written.value.owner, {team.id for team in organisation.teams})
        for number, point in enumerate(written.value.points):
            yield from written.unknown(f"/points/{number}", "point", point, {it.id for it in organisation.points})
        for number, claim in enumerate(written.value.claims):
            yield from written.unknown(
                f"/claims/{number}/process", "process", claim.process, {it.id for it in organisation.processes}
            )
    for number, claim in enumerate(written.value.claims):
        yield from _claim(written, f"/claims/{number}", claim, draft)


def _claim(written: Written[Programme], at: str, claim: Claim, draft: Draft) -> Iterator[Finding]:
    yield from written.unknown(f"{at}/drill", "drill", claim.drill, draft.ids("drill"))
    drill = draft.drills.get(claim.drill)
    if drill is None:
        return
    objectives = {objective.id: objective for objective in drill.value.objectives}
    yield from written.unknown(f"{at}/objective", "objective", claim.objective, objectives)
    objective = objectives.get(claim.objective)
    if objective and objective.process and objective.process != claim.process:
        message = f"the claim is about {claim.process!r}, and the objective about {objective.process!r}"
        yield written.error(f"{at}/process", "claim-process", message, "Name the same process in both.")
