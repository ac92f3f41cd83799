"""The first paragraph of a drill report: a few plain sentences, made from the facts alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from continuity.reporting.account import Records
from continuity.reporting.document import DrillReport, Headline, ObjectiveResult
from continuity.reporting.texts import _, plural
from continuity.reporting.times import length
from continuity.reporting.verdicts import DrillWord, Mode, ObjectiveWord, ProbeWord, SafetyWord, Tone
from continuity.reporting.words import ended, uncapital

__all__ = ["orders_headline", "with_lead", "write_lead"]

NAMED = 3
"""So many misses are told one by one."""


def with_lead(report: DrillReport) -> DrillReport:
    """The same report, its lead written from its own facts."""
    return dataclasses.replace(report, lead=write_lead(report))


def write_lead(report: DrillReport) -> tuple[str, ...]:
    """What stopped, how soon work went on by hand, whether all orders are home, what was missed."""
    if report.verdict.word is DrillWord.VOID:
        return (_("This run shows nothing, for or against."), ended(report.verdict.why), *_closing(report))
    early = [_("The run was ended early.") + " " + ended(report.verdict.why)]
    return (
        *(early if report.verdict.word is DrillWord.ABORTED else ()),
        *_stopped(report),
        *_by_hand(report),
        *(sentence for records in report.records for sentence in _home(records)),
        *_vacant(report),
        *_missed(report.objectives),
        *_closing(report),
    )


def orders_headline(records: Sequence[Records]) -> Headline:
    """Whether every record that was taken by hand is where it belongs, in a few words."""
    used = sum(form.used for form in records)
    if not used:
        return Headline(_("none taken"), Tone.PLAIN)
    if any(form.in_system is None for form in records if form.used):
        return Headline(_("%d taken, not read back") % used, Tone.WARN)
    home = sum(form.in_system or 0 for form in records)
    whole = home == used and all(_agrees(form) for form in records if form.used)
    if whole:
        return Headline(_("%(n)d of %(n)d, each once") % {"n": used}, Tone.GOOD)
    astray = sum((form.lost or 0) + (form.doubled or 0) + form.missing for form in records)
    return Headline(_("%(home)d of %(used)d home") % {"home": home, "used": used}, Tone.BAD if astray else Tone.WARN)


def _agrees(form: Records) -> bool:
    return form.agree is True and not (form.lost or form.doubled or form.missing)


def _at(report: DrillReport, name: str) -> int | None:
    return next((clock.at_ms for clock in report.clocks if clock.name == name), None)


def _stopped(report: DrillReport) -> Iterator[str]:
    seen = dict.fromkeys(fault.label for fault in report.faults if fault.seen_ms is not None) or _down(report)
    if not seen and report.subject.mode is Mode.REAL:
        seen = {_("The CRM"): None}
    back = _at(report, "t4")
    if not seen or _at(report, "t0") is None:
        return
    first, *others = seen
    what = _list([first, *map(uncapital, others)])
    if back is None and report.subject.ended_at is None:
        yield _("%s stopped working and is not back yet.") % what
    elif back is None:
        yield _("%s stopped working and did not come back before the end.") % what
    else:
        yield _("%(what)s stopped working; the way was open again after %(long)s.") % {
            "what": what,
            "long": length(back),
        }


def _down(report: DrillReport) -> dict[str, None]:
    """In a real outage nothing was injected: what stopped is what probes saw down."""
    rows = report.timeline.probes
    return dict.fromkeys(row.title for row in rows if any(span.state is ProbeWord.DOWN for span in row.spans))


def _by_hand(report: DrillReport) -> Iterator[str]:
    if _at(report, "t0") is None or not any(clock.name == "t3" for clock in report.clocks):
        return
    reached = _at(report, "t3")
    goals = [goal.target_ms for goal in report.objectives if goal.clock == ("t0", "t3")]
    target = next((goal for goal in goals if goal is not None), None)
    if reached is None and report.subject.ended_at is None:
        yield _("The team does not work by hand yet.")
    elif reached is None:
        yield _("The team did not get as far as working by hand.")
    elif target is None:
        yield _("The team was working by hand after %s.") % length(reached)
    else:
        words = {"long": length(reached), "target": length(target)}
        yield _("The team was working by hand after %(long)s; the target was %(target)s.") % words


def _home(form: Records) -> Iterator[str]:
    words = {"n": form.used, "title": form.title, "system": form.system_title, "home": form.in_system}
    if not form.used:
        return
    if form.in_system is None:
        yield _("%(n)d %(title)s were taken by hand; whether they are in %(system)s was not read back.") % words
    elif form.in_system == form.used and _agrees(form):
        others = _list([receiver.title for receiver in form.receivers if receiver.count == form.used])
        sentence = _("All %(n)d %(title)s are in %(system)s, each once") % words
        yield sentence + (_("; %s agree.") % others if others else ".")
    else:
        yield _("%(home)d of %(n)d %(title)s are in %(system)s: ") % words + _astray(form) + "."


def _astray(form: Records) -> str:
    open_ = sum(1 for exception in form.exceptions if exception.settled is None)
    parts = [f"{count} {word}" for count, word in ((form.lost, _("lost")), (form.doubled, _("doubled"))) if count]
    if form.missing:
        parts.append(plural("%d number missing", "%d numbers missing", form.missing) % form.missing)
    if open_:
        parts.append(plural("%d exception open", "%d exceptions open", open_) % open_)
    return ", ".join(parts) or _("the books were not compared to the end")


def _vacant(report: DrillReport) -> Iterator[str]:
    for one in report.vacancies:
        words = {"role": one.role, "long": length(one.length_ms)}
        lasts = one.to_ms is None and report.subject.ended_at is None
        yield (_("Nobody can act as %(role)s.") if lasts else _("Nobody could act as %(role)s for %(long)s.")) % words


def _missed(objectives: Sequence[ObjectiveResult]) -> Iterator[str]:
    missed = [goal for goal in objectives if goal.word is ObjectiveWord.NOT_MET]
    yield from (_miss(goal) for goal in missed[:NAMED])
    more = len(missed) - NAMED
    if more > 0:
        yield plural("%d more objective was not met.", "%d more objectives were not met.", more) % more


def _miss(goal: ObjectiveResult) -> str:
    why = f": {uncapital(goal.why.rstrip('.'))}." if goal.why else "."
    if goal.achieved_ms is None or goal.target_ms is None:
        return _("“%s” was not met") % goal.title + why
    words = {"title": goal.title, "took": length(goal.achieved_ms), "over": length(goal.achieved_ms - goal.target_ms)}
    return _("“%(title)s” took %(took)s, %(over)s more than its target") % words + why


def _closing(report: DrillReport) -> Iterator[str]:
    if report.safety.word is SafetyWord.DIRTY:
        yield _("A fault may still be in: %s") % ended(report.safety.why)
    if report.subject.simulated_people and len(report.subject.simulated_roles) < len(report.subject.roles):
        played = {"k": len(report.subject.simulated_roles), "n": len(report.subject.roles)}
        yield _("A program played %(k)d of %(n)d roles, so this run counts for no claim.") % played
    elif report.subject.simulated_people:
        yield _("A program played people here, so this says how the procedure runs, not how people do.")


def _list(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + _(" and ") + names[-1]
