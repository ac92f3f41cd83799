"""A report as bytes: HTML that stands alone, or canonical JSON. The same report gives the same bytes.

Nothing here knows what time it is; times are shown in the zone that the report names.
"""

from __future__ import annotations

import json
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from continuity.reporting import times
from continuity.reporting.charts.picture import draw_run
from continuity.reporting.charts.target_bar import target_bar
from continuity.reporting.document import DrillReport
from continuity.reporting.quarter import QuarterReport
from continuity.reporting.shown import shown
from continuity.reporting.texts import _, plural
from continuity.reporting.verdicts import RunKind
from continuity.run.review import RATINGS
from continuity.structure import encode

__all__ = ["drill_html", "quarter_html", "report_json"]


RECORD_PARTS = (
    *(
        ("clocks", _("clocks")),
        ("faults", _("faults")),
        ("probes", _("probes")),
        ("planned", _("planned and happened")),
        ("steps", _("steps")),
    ),
    *(("deviations", _("deviations")), ("batches", _("batches")), ("messages", _("messages")), ("notes", _("notes"))),
    *(("people", _("people")), ("plan", _("plan")), ("check", _("check it yourself"))),
)
"""The second half of a drill report, for the line of links that leads into it."""


def drill_html(report: DrillReport) -> str:
    """The drill report as one HTML file, without script and without a network."""
    template = _environment().get_template("drill.html.j2")
    return template.render(r=report, subject=report.subject, picture=draw_run(report), zone=report.subject.time_zone)


def quarter_html(report: QuarterReport) -> str:
    """The quarter report as one HTML file, without script and without a network."""
    by_kind = {kind.value: [run for run in report.runs if run.kind is kind] for kind in RunKind}
    template = _environment().get_template("quarter.html.j2")
    return template.render(r=report, runs=by_kind, zone=report.time_zone)


def report_json(report: DrillReport | QuarterReport) -> bytes:
    """Sorted keys, two blanks of indent, a newline at the end: easy to compare and to read."""
    return (json.dumps(encode(report), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


@cache
def _environment() -> Environment:
    """Made once: reading templates costs more than filling them."""
    environment = Environment(
        loader=PackageLoader("continuity.reporting"),
        # Guessing by file name leaves .html.j2 unescaped, so it is said outright.
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals.update(_=_, gettext=_, ngettext=plural, shown=shown, target_bar=target_bar)
    environment.globals.update(date_line=times.date_line, record_parts=RECORD_PARTS, ratings=RATINGS)
    environment.filters.update(
        length=times.length,
        offset=times.offset,
        day=times.day,
        stamp=times.stamp,
        short=_short,
        place=_place,
    )
    return environment


def _short(digest: str) -> str:
    """Enough of a hash to compare by eye."""
    return digest if len(digest) <= 20 else f"{digest[:8]}…{digest[-8:]}"


def _place(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.1f}"
