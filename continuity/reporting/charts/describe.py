"""The picture in sentences, for those who do not see it."""

from __future__ import annotations

from continuity.reporting.document import DrillReport
from continuity.reporting.texts import _
from continuity.reporting.times import length
from continuity.reporting.verdicts import Mode, ProbeWord

__all__ = ["describe"]


def describe(report: DrillReport) -> str:
    """Faults, probes, steps, orders and clocks, one sentence each."""
    return " ".join((*_faults(report), *_probes(report), *_steps(report), *_orders(report), *_clocks(report)))


def _faults(report: DrillReport) -> list[str]:
    said = []
    for fault in report.faults:
        out = length(fault.removed_ms) if fault.removed_ms is not None else _("the end, not removed")
        said.append(f"{fault.label} {fault.words}: {length(fault.injected_ms)} – {out}.")
    real = report.subject.mode is Mode.REAL
    return said or ([] if real else [_("No fault was injected.")])


def _probes(report: DrillReport) -> list[str]:
    bad = (ProbeWord.DOWN, ProbeWord.DEGRADED)
    saw = [probe.title for probe in report.timeline.probes if any(span.state in bad for span in probe.spans)]
    return [_("Probes saw trouble at: %s.") % ", ".join(saw)] if saw else [_("No probe saw trouble.")]


def _steps(report: DrillReport) -> list[str]:
    begun = [step for step in report.steps if step.started_ms is not None]
    late = [step.title for step in begun if step.late_by_ms is not None]
    return [_("%(n)d steps were begun; late: %(late)s.") % {"n": len(begun), "late": ", ".join(late) or _("none")}]


def _orders(report: DrillReport) -> list[str]:
    hand = report.timeline.by_hand[-1].count if report.timeline.by_hand else 0
    crm = report.timeline.in_crm[-1].count if report.timeline.in_crm else 0
    return [_("%(hand)d orders were taken by hand, %(crm)d are in the CRM.") % {"hand": hand, "crm": crm}]


def _clocks(report: DrillReport) -> list[str]:
    return [f"{clock.name} {clock.title}: {length(clock.at_ms)}." for clock in report.clocks if clock.at_ms is not None]
