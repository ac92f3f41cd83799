"""What came of healing, as lines and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.faults.obligations import Unreadable
from continuity.faults.outcome import Outcome

__all__ = ["as_rows", "say_outcomes", "unreadable_rows"]


def say_outcomes(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One line each; those that may remain with what to do by hand."""
    for outcome in outcomes:
        promise = outcome.obligation
        clean = ", read back clean" if outcome.verified_clean else ""
        state = outcome.state.value.replace("_", " ")
        yield f"  {promise.run}  {promise.fault:<12} {promise.target:<20} {state}{clean}"
        if not outcome.healed:
            yield f"      {outcome.detail}"
            yield from (f"      by hand: {line}" for line in outcome.manual)


def as_rows(outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    """The same for programs."""
    return [
        {
            "run": outcome.obligation.run,
            "fault": outcome.obligation.fault,
            "target": outcome.obligation.target,
            "server": outcome.obligation.server.url,
            "state": outcome.state.value,
            "verified_clean": outcome.verified_clean,
            "detail": outcome.detail,
            "manual": list(outcome.manual),
        }
        for outcome in outcomes
    ]


def unreadable_rows(files: Sequence[Unreadable]) -> list[dict[str, str]]:
    """Files that hold no promise anyone could keep, for programs."""
    return [{"file": str(file.path), "reason": file.reason} for file in files]
