"""Findings that rules can state from the events: each is a fact, and what is done about it is for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from continuity.clock import from_iso
from continuity.ledger.holding import HandedState
from continuity.reporting.account import FaultProof, Records, StepRow
from continuity.reporting.attendance import VacancyRow
from continuity.reporting.document import Finding, ObjectiveResult
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.findings_books import books_findings
from continuity.reporting.of_run.findings_people import Found, Severity, people_findings
from continuity.reporting.of_run.looks import patience
from continuity.reporting.texts import _, plural
from continuity.reporting.times import length
from continuity.reporting.verdicts import ObjectiveWord, StepWord
from continuity.reporting.words import capital, uncapital
from continuity.run.faults import FaultRound, FaultState
from continuity.run.state import RunState
from continuity.run.steps import static_key
from continuity.run.time import LOST

__all__ = ["Facts", "findings"]

_ORDER: tuple[Severity, ...] = ("high", "medium", "low")
FEW = 5
"""So many numbers are named; the rest is in the table."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of the report that the rules look at."""

    faults: tuple[FaultProof, ...]
    objectives: tuple[ObjectiveResult, ...]
    steps: tuple[StepRow, ...]
    records: tuple[Records, ...]
    vacancies: tuple[VacancyRow, ...] = ()


def findings(run: RunState, axis: Axis, facts: Facts) -> tuple[Finding, ...]:
    """The gravest first, numbered; none when no rule has anything to say."""
    found: list[Found] = [
        *people_findings(run, facts.vacancies, facts.records),
        *_faults(run, facts.faults),
        *_objectives(facts.objectives),
        *_records(run, facts.records),
        *books_findings(run),
        *_steps(run, facts.steps),
        *_batches(run),
        *_promises(run, axis),
        *_injects(run),
        *_lost(run, axis),
    ]
    ordered = sorted(found, key=lambda one: _ORDER.index(one[0]))
    return tuple(Finding(f"F-{number}", text, severity) for number, (severity, text) in enumerate(ordered, 1))


def _faults(run: RunState, faults: Iterable[FaultProof]) -> Iterator[Found]:
    for fault in run.faults.values():
        if fault.failed:
            point = run.plan.organisation.point(fault.point).title
            yield "high", _("%(point)s: the fault could not be put in: %(why)s") % {"point": point, "why": fault.failed}
    for given in run.given_up.values():
        by_hand = "; ".join(given.manual)
        told = _("%(what)s: %(words)s.") % {"what": capital(given.what), "words": given.words.rstrip(".")}
        yield "high", told + (_(" By hand: %s") % by_hand if by_hand else "")
    for proof in faults:
        words = {"fault": f"{proof.label}, {proof.words}"}
        if _round(run, proof).given_up:
            continue
        if proof.removed_ms is None and (run.is_over or _fault(run, proof).not_healed):
            by_hand = "; ".join(_fault(run, proof).manual)
            yield "high", _("%(fault)s: it may still be in.") % words + (_(" By hand: %s") % by_hand if by_hand else "")
        elif proof.seen_ms is None:
            yield "high", _("%(fault)s: no probe saw it.") % words
        elif proof.verified_ms is None and run.is_over and not _round(run, proof).gone_with_server:
            yield "medium", _("%(fault)s: taken out, but no probe has proven it out.") % words
        waited = proof.seen_ms - proof.injected_ms if proof.seen_ms is not None else 0
        if waited > patience(run.plan, proof.point) * run.time.speed:
            after = length(waited)
            yield "low", _("%(fault)s: probes saw it only after %(after)s.") % (words | {"after": after})


def _fault(run: RunState, proof: FaultProof) -> FaultState:
    """The fault that a round belongs to."""
    return run.faults.get(proof.id) or run.faults[proof.id.rpartition(".")[0]]


def _round(run: RunState, proof: FaultProof) -> FaultRound:
    """The time that it was in, which its proof tells of."""
    number = 1 if proof.id in run.faults else int(proof.id.rpartition(".")[2])
    return _fault(run, proof).rounds[number - 1]


def _objectives(objectives: Iterable[ObjectiveResult]) -> Iterator[Found]:
    for goal in objectives:
        if goal.word is not ObjectiveWord.NOT_MET:
            continue
        if goal.achieved_ms is None or goal.target_ms is None:
            words = {"goal": goal.title, "why": uncapital(goal.why.rstrip("."))}
            yield "high", _("“%(goal)s” was not met: %(why)s.") % words
            continue
        over = length(goal.achieved_ms - goal.target_ms)
        yield "high", _("“%(goal)s” took %(over)s more than its target.") % {"goal": goal.title, "over": over}


def _records(run: RunState, records: Iterable[Records]) -> Iterator[Found]:
    for form in records:
        still = [one for one in form.exceptions if one.settled is None]
        if still:
            one, many = "%d thing in the books has no reason yet", "%d things in the books have no reason yet"
            numbers = ", ".join(dict.fromkeys(exception.number for exception in still[:FEW]))
            yield "high", plural(one, many, len(still)) % len(still) + f": {numbers}."
        if form.missing:
            yield "high", plural("%d number is missing.", "%d numbers are missing.", form.missing) % form.missing
        if form.open and run.is_over:
            one, many = "%d number was neither used nor given back.", "%d numbers were neither used nor given back."
            yield "medium", plural(one, many, form.open) % form.open


def _steps(run: RunState, steps: Iterable[StepRow]) -> Iterator[Found]:
    late: dict[str, list[StepRow]] = {}
    for step in steps:
        if step.state is StepWord.FAILED:
            yield "high", _("“%(step)s” failed: %(why)s") % {"step": step.title, "why": step.answer or _("no reason")}
        if step.state is StepWord.SKIPPED and _critical(run, step):
            yield "high", _("“%s” is critical and was left out.") % step.title
        if step.state is StepWord.DEVIATION and run.steps[step.key].wrong:
            words = {"step": step.title, "why": "; ".join(run.steps[step.key].wrong)}
            yield "medium", _("“%(step)s” did not agree: %(why)s.") % words
        if step.late_by_ms is not None:
            late.setdefault(static_key(step.key), []).append(step)
    for rows in late.values():
        yield ("medium" if _critical(run, rows[0]) else "low"), _late(run, rows)


def _critical(run: RunState, row: StepRow) -> bool:
    return run.steps[row.key].step.critical


def _late(run: RunState, rows: list[StepRow]) -> str:
    most = length(max(row.late_by_ms or 0 for row in rows))
    if len(rows) == 1:
        return _("“%(step)s” was %(late)s over its target.") % {"step": rows[0].title, "late": most}
    words = {"step": run.steps[rows[0].key].step.do, "n": len(rows), "late": most}
    return _("“%(step)s” was over its target %(n)d times, by up to %(late)s.") % words


def _batches(run: RunState) -> Iterator[Found]:
    for batch in run.ledger.batches.values():
        for handed in batch.handed.values():
            words = {
                "who": handed.receiver.replace("-", " ").capitalize(),
                "batch": batch.id,
                "why": handed.reason or _("no reason given"),
            }
            if handed.state is HandedState.REJECTED:
                yield "medium", _("%(who)s did not take batch %(batch)s: %(why)s.") % words
            elif handed.state is HandedState.SENT and run.is_over:
                yield "medium", _("%(who)s never acknowledged batch %(batch)s.") % words
            elif handed.refused:
                yield "medium", _("%(who)s took batch %(batch)s without ") % words + ", ".join(handed.refused) + "."


def _promises(run: RunState, axis: Axis) -> Iterator[Found]:
    """Somebody was promised another word by a time at which the run still went on, and heard nothing."""
    for number, sent in enumerate(run.messages):
        if sent.said.next_update is None:
            continue
        promised = (from_iso(sent.said.next_update) - sent.at) * run.time.speed
        later = [one.at for one in run.messages[number + 1 :] if one.said.audience == sent.said.audience]
        waited = run.time.between(sent.at, min(later, default=axis.end))
        words = {"who": sent.said.audience.capitalize(), "after": length(promised), "late": length(waited - promised)}
        if waited <= promised:
            continue
        if later:
            yield "medium", _("%(who)s had been promised another word within %(after)s; it came %(late)s late.") % words
        else:
            yield "medium", _("%(who)s had been promised another word within %(after)s, and none came.") % words


def _injects(run: RunState) -> Iterator[Found]:
    delivered = {body.inject for _, body in run.injects}
    for inject in run.plan.drill.injects if run.is_over and run.is_drill else ():
        if inject.id not in delivered:
            yield "low", _("The inject “%s” was not delivered.") % inject.id


def _lost(run: RunState, axis: Axis) -> Iterator[Found]:
    for gap in run.time.gaps:
        if gap.why == LOST:
            long = length((gap.end if gap.end is not None else axis.end) - gap.begin)
            yield "medium", _("Nobody drove the run for %s: its process was lost.") % long
