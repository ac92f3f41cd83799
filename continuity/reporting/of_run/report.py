"""A drill report from a run. Pure: the same inputs give the same document, and nothing here reads a clock."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from continuity.clock import to_iso
from continuity.errors import Refused
from continuity.journal.series import Reading
from continuity.reporting.document import DRILL_FORMAT, DrillReport, FileHash, Headline, Integrity, SeriesSeal
from continuity.reporting.lead import orders_headline, with_lead
from continuity.reporting.of_run.about import about
from continuity.reporting.of_run.attendance import absence_rows, handover_rows, silence_rows, vacancy_rows
from continuity.reporting.of_run.axis import Axis, axis_of
from continuity.reporting.of_run.books import batch_rows, by_hand, in_crm, record_rows
from continuity.reporting.of_run.clocks import clock_readings
from continuity.reporting.of_run.faults import fault_proofs
from continuity.reporting.of_run.findings import Facts, findings
from continuity.reporting.of_run.goals import drill_word, results, safety_word
from continuity.reporting.of_run.limits import limits_of
from continuity.reporting.of_run.looks import Look, looks_of
from continuity.reporting.of_run.planned import planned_rows
from continuity.reporting.of_run.probes import probe_rows
from continuity.reporting.of_run.said import deviation_rows, message_rows, note_rows
from continuity.reporting.of_run.steps import step_rows
from continuity.reporting.texts import _
from continuity.reporting.timeline import Timeline
from continuity.reporting.verdicts import Tone
from continuity.run.state import RunState

__all__ = ["NOT_CHECKED", "RULES", "SeriesFile", "drill_report"]

RULES = "drill rules 1"
"""Which rules gave the verdicts; another number when one of them changes."""

NOT_CHECKED = Headline(_("not checked"), Tone.WARN)


class SeriesFile(NamedTuple):
    """The readings' file as it was sealed, and the torn last line that a crash left in it."""

    lines: int
    bytes: int
    sha256: str
    torn: str | None = None


def drill_report(
    run: RunState,
    *,
    run_id: str,
    readings: tuple[Reading, ...],
    events: int,
    head: str,
    series: SeriesFile | None,
    commands: tuple[str, ...] = (),
    evidence: Headline = NOT_CHECKED,
) -> DrillReport:
    """The document of one run.

    ``readings`` are those of the series file, in real milliseconds; ``events`` and ``head`` are the number and the
    hash of the last event folded; ``commands`` are what a stranger types to check it; ``evidence`` is what checking
    it came to. Raises ``Refused`` for a run that never began.
    """
    if run.plan_or_none is None or run.time.started_at is None:
        raise Refused(
            f"the run {run_id} never began, so there is nothing to report", hint="continuity status says why."
        )
    axis, looks = axis_of(run), looks_of(readings)
    clocks, records, goals = clock_readings(run, axis), record_rows(run), results(run, axis)
    faults, steps, vacant = fault_proofs(run, axis, looks), step_rows(run, axis), vacancy_rows(run, axis)
    report = DrillReport(
        format=DRILL_FORMAT,
        subject=about(run, run_id),
        verdict=drill_word(run),
        safety=safety_word(run),
        orders=orders_headline(records),
        evidence=evidence,
        lead=(),
        clocks=clocks,
        objectives=goals,
        timeline=_timeline(run, axis, looks),
        integrity=_integrity(run, events, head, series, commands),
        faults=faults,
        planned=planned_rows(run, axis, faults),
        steps=steps,
        deviations=deviation_rows(run, axis),
        records=records,
        batches=batch_rows(run, axis),
        messages=message_rows(run, axis),
        notes=note_rows(run, axis),
        findings=findings(run, axis, Facts(faults, goals, steps, records, vacant)),
        limits=limits_of(run, clocks, steps, len(looks), series.torn if series else None),
        handovers=handover_rows(run, axis),
        absences=absence_rows(run, axis),
        silences=silence_rows(run, axis),
        vacancies=vacant,
    )
    told = with_lead(report)
    if evidence.tone is not Tone.BAD:
        return told
    warning = _("The record of this run is not what was recorded, so nothing on this page is proven.")
    return replace(told, lead=(warning, *told.lead))


def _timeline(run: RunState, axis: Axis, looks: tuple[Look, ...]) -> Timeline:
    return Timeline(
        axis.name,
        axis.zero_at,
        axis.ms(axis.start),
        axis.ms(axis.end),
        probe_rows(run, axis, looks),
        by_hand(run, axis),
        in_crm(run, axis),
        axis.gaps(),
    )


def _integrity(
    run: RunState, events: int, head: str, series: SeriesFile | None, commands: tuple[str, ...]
) -> Integrity:
    return Integrity(
        events=events,
        head=head,
        plan_sha256=run.plan_sha256,
        frozen_at=to_iso(run.frozen_at or 0),
        rules=RULES,
        series=SeriesSeal(series.lines, series.bytes, series.sha256) if series else None,
        verify=commands,
        files=tuple(FileHash(path, digest) for path, digest in sorted(run.plan.files.items())),
    )
