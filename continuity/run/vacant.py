"""Roles of the runbook in which nobody can act now: the loudest thing that a screen can say."""

from __future__ import annotations

from continuity.run.state import RunState
from continuity.run.steps import outline

__all__ = ["vacant_roles", "vacant_words"]


def vacant_roles(run: RunState) -> tuple[str, ...]:
    """By id, in the order of the runbook; none for a run without a plan or one that is over."""
    if run.plan_or_none is None or run.is_over:
        return ()
    return run.party.unheld(item.step.role for item in outline(run.plan))


def vacant_words(run: RunState) -> str:
    """The same in a sentence; empty where every role is held."""
    titles = ", ".join(run.plan.role_title(role) for role in vacant_roles(run))
    return f"!! NOBODY CAN ACT AS: {titles}. Find somebody; the lead hands the role over. !!" if titles else ""
