"""How a run ended, in a few lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.ledger.figures import figures
from continuity.run.clocks import read_clocks
from continuity.run.objectives import Met, judge
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.verdict import drill_verdict, safety_verdict
from continuity.units import short_duration

__all__ = ["summary"]

_LABEL = 11


def summary(
    run: RunState, id: str, events: int, head: str, verified: bool | None, reports: Sequence[str]
) -> Iterator[str]:
    """``Drill``, ``Safety``, ``Orders``, ``Evidence``, ``Reports``: what a person wants to know first."""
    yield from _verdicts(run)
    yield from _orders(run)
    if verified is not None:
        word = "verified" if verified else "DAMAGED"
        yield _row("Evidence", f"{word:<14}{events} events, head {head[:4]}…{head[-4:]}")
    for number, path in enumerate(reports):
        yield _row("Reports" if number == 0 else "", path)
    if run.status is RunStatus.PAUSED:
        yield _row("Next", f"continuity resume {id}    take it up where it was")


def _verdicts(run: RunState) -> Iterator[str]:
    drill, safety = drill_verdict(run), safety_verdict(run)
    simulated = " (simulated people: counts for no claim)" if run.opened and run.opened.auto else ""
    word = run.status.value if drill.word.value == "open" or not run.is_drill else drill.word.value
    label = "Drill" if run.is_drill else "Outage"
    yield _row(label, f"{word:<14}{drill.why}{simulated}")
    for judged in judge(run):
        if judged.verdict not in (Met.MET, Met.OPEN):
            yield _row("", f"{judged.verdict.value.replace('_', ' '):<14}{judged.objective.title}: {judged.why}")
    if run.is_drill:
        yield _row("Safety", f"{safety.word.value:<14}{safety.why}")
    for fault in run.faults.values():
        if fault.not_healed:
            yield _row("", f"{fault.point}: {fault.not_healed}")
            yield from (_row("", f"by hand:      {command}") for command in fault.manual)
    for given in run.given_up.values():
        yield from (_row("", f"by hand:      {command}") for command in given.manual)


def _orders(run: RunState) -> Iterator[str]:
    form = run.main_form
    if form is None:
        return
    found = figures(run.ledger, form)
    clocks = read_clocks(run)
    t4, t5 = clocks.get("t4"), clocks.get("t5")
    agree = f"; books agree {short_duration(t5.ms - t4.ms)} after recovery" if t4 and t5 else ""
    if found.lost == 0 and found.duplicated == 0:
        by_hand = ", counted by hand" if run.ledger.counted(form) is not None else ""
        words = f"each in the CRM exactly once{by_hand}{agree}"
    elif found.lost is None:
        words = "not compared yet"
    else:
        words = f"{found.lost} lost, {found.duplicated} doubled"
    yield _row("Orders", f"{f'{found.entered} of {found.captured}':<14}{words}")


def _row(label: str, text: str) -> str:
    return f" {label:<{_LABEL - 1}}{text}"
