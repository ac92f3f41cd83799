"""What a run cannot show, beside what the plan says of it: played parts, unchecked names, a cut record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.events import Known
from continuity.programme.people import conflicting
from continuity.reporting.account import StepRow
from continuity.reporting.texts import _, plural
from continuity.reporting.timeline import ClockReading
from continuity.reporting.times import length
from continuity.reporting.verdicts import StepWord
from continuity.run.points import main_points
from continuity.run.state import RunState
from continuity.run.steps import StepStatus

__all__ = ["limits_of"]


def limits_of(
    run: RunState, clocks: Sequence[ClockReading], steps: Sequence[StepRow], readings: int, torn: str | None
) -> tuple[str, ...]:
    """The plan's own limits first; simulated people and speed are told by the page itself."""
    own = tuple(limit if limit.endswith(".") else f"{limit}." for limit in run.plan.drill.shows_not)
    return (
        *own,
        *_stated(run),
        *_played(run),
        *_error(clocks),
        *_cut_short(run, steps),
        *_both(run),
        *_unchecked(run),
        *_readings(readings, torn),
    )


def _played(run: RunState) -> Iterator[str]:
    names = ["CRM" if name == "crm" else name.replace("-", " ") for name in run.plan.environment.stand_ins]
    if names:
        yield _("Programs on this machine stood in for: %s.") % ", ".join(names)


def _stated(run: RunState) -> Iterator[str]:
    """What in a real outage is known from people alone."""
    if run.is_drill:
        return
    if not any(track.point in main_points(run.plan) for track in run.probes.values()):
        yield _("No probe looked at it: when it stopped and when it worked again is what people said.")
    if any(run.ledger.counted(form) is not None for form in run.plan.forms()):
        yield _("No program could look into the CRM: what it holds was counted by hand.")


def _error(clocks: Sequence[ClockReading]) -> Iterator[str]:
    """Only errors of half a minute or more are worth a sentence; the clocks' table holds all of them."""
    far = [clock for clock in clocks if clock.error_ms is not None and clock.error_ms >= 30_000]
    for error in sorted({clock.error_ms or 0 for clock in far}):
        names = _(" and ").join(clock.name for clock in far if clock.error_ms == error)
        yield _("%(clocks)s may be off by %(error)s: so much passed between two looks.") % {
            "clocks": names,
            "error": length(error),
        }


def _cut_short(run: RunState, steps: Sequence[StepRow]) -> Iterator[str]:
    cut = sum(step.state in (StepWord.CANCELLED, StepWord.OPEN) for step in steps)
    if cut and run.is_over:
        yield plural("%d step was cut off by the end.", "%d steps were cut off by the end.", cut) % cut
    if not run.is_over:
        yield _("The run had not ended when this was written.")


def _unchecked(run: RunState) -> Iterator[str]:
    """Two people are proven by more than two names that somebody typed."""
    for state in run.steps.values():
        pair = (state.person, state.signed_by)
        if state.signed_by and all(one is not None and one.known is Known.STATED for one in pair):
            yield _("Nobody checked the two names under “%s”.") % state.step.do
        agreed = (state.second and run.actors.get(state.second, Known.STATED)) is Known.STATED
        if state.status is StepStatus.SKIPPED and agreed:
            yield _("Nobody checked that %(who)s agreed to leave out “%(step)s”.") % {
                "who": state.second,
                "step": state.step.do,
            }
    yield from _named_only(run)


def _named_only(run: RunState) -> Iterator[str]:
    """Names on forms: who looked on when a number was spoiled, who allowed more than the limit."""
    checked = {id for id, known in run.actors.items() if known is not Known.STATED}
    records = [number.record for number in run.ledger.numbers.values() if number.record is not None]
    approved = sum(one.approved_by is not None and one.approved_by not in checked for one in records)
    if approved:
        one, many = "Nobody checked who allowed %d large record.", "Nobody checked who allowed %d large records."
        yield plural(one, many, approved) % approved
    spoiled = sum(witness not in checked for witness in run.witnesses.values())
    if spoiled:
        one, many = "Nobody checked the witness of %d void number.", "Nobody checked the witnesses of %d void numbers."
        yield plural(one, many, spoiled) % spoiled


def _both(run: RunState) -> Iterator[str]:
    """Whoever plays and judges is named: a conflict that is known is the smaller one."""
    for person in conflicting(run):
        yield _("%s evaluated this run and also had a part in it.") % person


def _readings(readings: int, torn: str | None) -> Iterator[str]:
    if not readings:
        yield _("The readings of the probes are not at hand: counts and gaps come from the journal alone.")
    if torn:
        yield _("The last line of the readings is torn and was left out.")
