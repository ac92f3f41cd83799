"""Rules over the whole workspace: do the files mean something, and do they fit one another?

One file for each family; a rule takes the draft and yields findings with their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from continuity.workspace.draft import Draft
from continuity.workspace.findings import Finding
from continuity.workspace.rules import (
    beyond,
    drill,
    faults,
    flow,
    forms,
    git,
    injects,
    lists,
    names,
    numbers,
    objectives,
    organisation,
    people,
    places,
    programme,
    runbook,
    scenario,
    stopping,
    unfinished,
    waiting,
    way_home,
    wording,
)

__all__ = ["RULES", "Rule", "judge"]

Rule = Callable[[Draft], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    names.rule,
    unfinished.rule,
    organisation.rule,
    places.rule,
    way_home.rule,
    people.rule,
    runbook.rule,
    flow.rule,
    waiting.rule,
    numbers.rule,
    forms.rule,
    lists.rule,
    wording.rule,
    scenario.rule,
    drill.rule,
    faults.rule,
    beyond.rule,
    stopping.rule,
    injects.rule,
    objectives.rule,
    programme.rule,
    git.rule,
)


def judge(draft: Draft) -> Iterator[Finding]:
    """What every rule has to say."""
    for rule in RULES:
        yield from rule(draft)
