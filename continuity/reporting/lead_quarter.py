"""The first paragraph of a quarter report: what a manager must know in one breath."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from continuity.reporting.quarter import QuarterReport
from continuity.reporting.texts import _, plural
from continuity.reporting.verdicts import ClaimWord, RunKind

__all__ = ["with_quarter_lead", "write_quarter_lead"]


def with_quarter_lead(report: QuarterReport) -> QuarterReport:
    """The same report, its lead written from its own facts."""
    return dataclasses.replace(report, lead=write_quarter_lead(report))


def write_quarter_lead(report: QuarterReport) -> tuple[str, ...]:
    """How much is shown, by whom, where it failed, what would change it."""
    return (*_shown(report), *_failed(report), *_runs(report), *_points(report), *_next(report))


def _shown(report: QuarterReport) -> Iterator[str]:
    share = report.figures.demonstrated
    if not share.n:
        yield _("No claim is registered, so there is nothing to show yet.")
        return
    if not share.k:
        yield plural(
            "The one claim is not demonstrated yet.", "None of the %d claims is demonstrated yet.", share.n
        ) % (() if share.n == 1 else share.n)
        return
    words = {"k": share.k, "n": share.n}
    yield _("%(k)d of the %(n)d claims were demonstrated by people, in full time, with a fault that was seen.") % words


def _failed(report: QuarterReport) -> Iterator[str]:
    failed = [claim.title for claim in report.claims if claim.verdict is ClaimWord.NOT_MET]
    if failed:
        yield plural("One was tried and missed: %s.", "Tried and missed: %s.", len(failed)) % "; ".join(failed)


def _runs(report: QuarterReport) -> Iterator[str]:
    practice = sum(1 for run in report.runs if run.kind is RunKind.PRACTICE)
    if practice:
        text = plural(
            "%d practice run with simulated people was held; it counts for no claim.",
            "%d practice runs with simulated people were held; they count for no claim.",
            practice,
        )
        yield text % practice
    if not report.runs:
        yield _("No run was held this quarter.")


def _points(report: QuarterReport) -> Iterator[str]:
    share = report.figures.points_covered
    if share.n:
        words = {"k": share.k, "n": share.n}
        yield _("%(k)d of the %(n)d integration points in scope have been exercised.") % words


def _next(report: QuarterReport) -> Iterator[str]:
    best = max(report.forecasts, key=lambda forecast: (forecast.after.k, forecast.drill), default=None)
    if best is None or best.after.k <= best.before.k:
        return
    words = {"title": best.title, "k": best.after.k, "n": best.after.n}
    yield _("One drill, %(title)s, with people and at real speed, could take it to %(k)d of %(n)d.") % words
