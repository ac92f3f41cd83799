"""Objectives against their targets, and the two verdicts, in the words of a report."""

from __future__ import annotations

from dataclasses import replace

from continuity.ledger.figures import figures
from continuity.reporting.document import DrillVerdict, ObjectiveResult, RatingRow, SafetyVerdict
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.texts import _
from continuity.reporting.verdicts import DrillWord, ObjectiveWord, RatingWord, SafetyWord
from continuity.reporting.words import capital, ended
from continuity.run.faults import FaultState
from continuity.run.objectives import Judged, Met, judge, measure
from continuity.run.state import RunState
from continuity.run.verdict import DrillWord as RunWord
from continuity.run.verdict import drill_verdict, safety_verdict
from continuity.units import short_duration

__all__ = ["drill_word", "results", "safety_word"]

_WORDS = {Met.OPEN: ObjectiveWord.INCONCLUSIVE, Met.MET: ObjectiveWord.MET, Met.MET_DEV: ObjectiveWord.MET_DEV} | {
    Met.NOT_MET: ObjectiveWord.NOT_MET,
    Met.INCONCLUSIVE: ObjectiveWord.INCONCLUSIVE,
}


def results(run: RunState, axis: Axis) -> tuple[ObjectiveResult, ...]:
    """Every objective of the drill, in its order: the rule's verdict, and beside it what evaluators said."""
    return tuple(_result(run, axis, judged) for judged in judge(run))


def _ratings(run: RunState, axis: Axis, id: str) -> tuple[RatingRow, ...]:
    rated = run.ratings.get(id, {}).items()
    return tuple(RatingRow(who, RatingWord(one.rating), axis.ms(one.at), one.why) for who, one in rated)


def _result(run: RunState, axis: Axis, judged: Judged) -> ObjectiveResult:
    goal = judged.objective
    return ObjectiveResult(
        id=goal.id,
        title=goal.title,
        measured=measure(goal),
        target_ms=goal.within,
        achieved_ms=judged.achieved_ms,
        error_ms=judged.error_ms if judged.achieved_ms is not None else None,
        word=_WORDS[judged.verdict],
        why=_why(judged),
        clock=goal.clock,
        achieved=_home(run) if goal.records else "",
        process=goal.process,
        ratings=_ratings(run, axis, goal.id),
    )


def _why(judged: Judged) -> str:
    """The reason without what the columns beside it say already."""
    if judged.verdict is Met.MET and judged.achieved_ms is None:
        return ""
    took = f"took {short_duration(judged.achieved_ms)}" if judged.achieved_ms is not None else ""
    why = judged.why.removeprefix(took).removeprefix("; ")
    return capital(why)


def _home(run: RunState) -> str:
    found = figures(run.ledger, run.main_form) if run.main_form else None
    return _("%(home)d of %(n)d") % {"home": found.entered, "n": found.captured} if found and found.captured else ""


def drill_word(run: RunState) -> DrillVerdict:
    """The verdict; a run that still goes on is inconclusive, and says so."""
    found = drill_verdict(run)
    if found.word is RunWord.OPEN:
        return DrillVerdict(DrillWord.INCONCLUSIVE, ended(capital(found.why)), found.met, found.of)
    word = DrillWord(found.word.value)
    judged = {DrillWord.PASSED: (), DrillWord.FAILED: (Met.NOT_MET,), DrillWord.INCONCLUSIVE: (Met.INCONCLUSIVE,)}
    if word not in judged:
        return DrillVerdict(word, ended(capital(_titled(run, found.why))), found.met, found.of)
    return DrillVerdict(word, _named(word, run, judged[word]), found.met, found.of)


def _named(word: DrillWord, run: RunState, verdicts: tuple[Met, ...]) -> str:
    titles = ", ".join(judged.objective.title for judged in judge(run) if judged.verdict in verdicts)
    if not run.plan.drill.objectives:
        return _("No objective was set.")
    if word is DrillWord.FAILED:
        return _("Not met: %s.") % titles
    return _("Could not be judged: %s.") % titles if titles else ""


def _titled(run: RunState, why: str) -> str:
    """Points by their titles, as on the rest of the page, and what was done there as a quotation."""
    for fault in run.faults.values():
        title = run.plan.organisation.point(fault.point).title
        why = why.replace(f"{fault.words} at {fault.point}", f"“{fault.words}” at {title}")
        why = why.replace(f" at {fault.point}", f" at {title}")
    return why


def safety_word(run: RunState) -> SafetyVerdict:
    """Whether all that went in came out; what did not is named."""
    found = safety_verdict(run)
    went_in = [fault for fault in run.faults.values() if fault.injected_at is not None]
    named = SafetyVerdict(SafetyWord(found.word.value), ended(capital(_titled(run, found.why))))
    if not went_in and not run.given_up:
        return replace(named, why=_("Nothing was injected."))
    if named.word is SafetyWord.DIRTY:
        left = [_left(run, fault) for fault in went_in if fault.inside or fault.not_healed]
        return replace(named, why=ended("; ".join(left)))
    return named


def _left(run: RunState, fault: FaultState) -> str:
    title = run.plan.organisation.point(fault.point).title
    why = fault.not_healed or _("not taken out")
    return f"{title}, {fault.words or fault.kind}: {why}"
