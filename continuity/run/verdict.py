"""Two verdicts, never merged: what the drill showed, and whether everything that went in came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from continuity.run.faults import FaultState
from continuity.run.objectives import Judged, Met, judge
from continuity.run.state import RunState
from continuity.run.status import RunStatus

__all__ = ["DrillVerdict", "DrillWord", "SafetyVerdict", "SafetyWord", "drill_verdict", "exit_code", "safety_verdict"]


class DrillWord(Enum):
    """What the drill showed."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    VOID = "void"
    ABORTED = "aborted"
    OPEN = "open"


class SafetyWord(Enum):
    """Whether everything that went in came out."""

    CLEAN = "clean"
    DIRTY = "dirty"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class DrillVerdict:
    """The word, its reason, and the objectives met (with or without deviation)."""

    word: DrillWord
    why: str
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class SafetyVerdict:
    """The word and its reason."""

    word: SafetyWord
    why: str


def drill_verdict(run: RunState) -> DrillVerdict:
    """Void and aborted come before; then failed if any objective is not met, passed if all are."""
    if run.plan_or_none is None:
        return DrillVerdict(DrillWord.OPEN, "the run has no frozen plan", 0, 0)
    judged = judge(run)
    met = sum(one.verdict in (Met.MET, Met.MET_DEV) for one in judged)
    word, why = _word(run, judged, met)
    return DrillVerdict(word, why, met, len(judged))


def _word(run: RunState, judged: tuple[Judged, ...], met: int) -> tuple[DrillWord, str]:
    if not run.is_over:
        return DrillWord.OPEN, "the run is still going on"
    unproven = _unproven(run)
    if unproven:
        return DrillWord.VOID, unproven
    if run.status is RunStatus.ABORTED:
        return DrillWord.ABORTED, run.end_reason
    missed = [one for one in judged if one.verdict is Met.NOT_MET]
    if missed:
        return DrillWord.FAILED, f"{len(missed)} of {len(judged)} objectives not met"
    if met == len(judged) and judged:
        return DrillWord.PASSED, f"{met} of {len(judged)} objectives met"
    return DrillWord.INCONCLUSIVE, f"{len(judged) - met} of {len(judged)} objectives could not be judged"


def _unproven(run: RunState) -> str:
    """Why the drill is void: a fault that did not go in, or that no probe saw."""
    failed = [fault for fault in run.faults.values() if fault.failed and fault.injected_at is None]
    if failed:
        return f"the fault at {failed[0].point} could not be injected: {failed[0].failed}"
    unseen = [fault for fault in run.faults.values() if fault.injected_at is not None and fault.seen_at is None]
    if unseen and run.status is not RunStatus.ABORTED:
        return f"no probe saw {unseen[0].words} at {unseen[0].point}"
    planned = {id for id, *_ in run.plan.faults()} if run.mode == "drill" else set()
    if planned - set(run.faults) and run.status is not RunStatus.ABORTED:
        return f"{len(planned - set(run.faults))} of {len(planned)} planned faults never went in"
    return ""


def safety_verdict(run: RunState) -> SafetyVerdict:
    """Dirty while a fault is in or could not be taken out; unverified until probes have seen it gone.

    A fault whose promise was given up stays unverified for ever. One that was on a server of ours went with it when
    that server's process ended: there is nothing left that a probe could look through.
    """
    # A fault that a crash kept out of the record may be in as well as one that was recorded.
    inside = [fault for fault in run.faults.values() if fault.inside or fault.not_healed]
    if inside:
        return SafetyVerdict(SafetyWord.DIRTY, f"{_named(inside[0])} may still be in")
    for given in run.given_up.values():
        return SafetyVerdict(SafetyWord.UNVERIFIED, f"{given.what}: {given.words}")
    went_in = [fault for fault in run.faults.values() if fault.injected_at is not None or fault.removed_at is not None]
    unverified = [fault for fault in went_in if fault.verified_at is None and not fault.gone_with_server]
    if unverified:
        return SafetyVerdict(SafetyWord.UNVERIFIED, f"{_named(unverified[0])} is out, but no probe has proven it")
    count = len(went_in)
    if not run.is_drill:
        return SafetyVerdict(SafetyWord.CLEAN, "nothing was injected")
    gone = sum(fault.verified_at is None for fault in went_in)
    how = f"{gone} gone with a server of ours that had ended" if gone else "each proven"
    return SafetyVerdict(SafetyWord.CLEAN, f"{count} fault{'s' * (count != 1)} in, {count} out, {how}")


def _named(fault: FaultState) -> str:
    return f"{fault.words or fault.kind} at {fault.point}"


_CODES = {
    DrillWord.FAILED: 5,
    DrillWord.INCONCLUSIVE: 6,
    DrillWord.VOID: 6,
    DrillWord.ABORTED: 7,
}


def exit_code(run: RunState) -> int:
    """Eight before all, while a fault is in or not proven out; seven for a run left early; else as the drill's word.

    A real outage is no examination: one that was walked to its end ends with nought.
    """
    if safety_verdict(run).word is not SafetyWord.CLEAN:
        return 8
    if run.status is RunStatus.PAUSED or not (run.is_over or run.is_drill):
        return 7
    if run.status is RunStatus.ENDED and not run.is_drill:
        return 0
    return _CODES.get(drill_verdict(run).word, 0)
