"""The quarter report, filled: what the rules of readiness say, as the report shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from continuity.plan import Drill, Organisation, Programme
from continuity.programme.quarter import Quarter, local_day, parse_quarter
from continuity.programme.record import RunRecord
from continuity.programme.register import Register, register_of
from continuity.readiness import RULES
from continuity.readiness.assess import Readiness, assess
from continuity.readiness.judge import Files, in_order
from continuity.readiness.scope import Scope
from continuity.reporting.lead_quarter import with_quarter_lead
from continuity.reporting.of_quarter.cautions import cautions
from continuity.reporting.of_quarter.claims import claim_row, iso
from continuity.reporting.of_quarter.runs import run_row
from continuity.reporting.of_quarter.shown import figures, forecast, gap, headline, point_row
from continuity.reporting.quarter import QUARTER_FORMAT, QuarterIntegrity, QuarterReport, RunHead

__all__ = ["quarter_report"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The quarter, its bounds and the moment that is looked at, milliseconds UTC."""

    quarter: Quarter
    begin: int
    end: int
    as_of: int
    zone: str
    records: tuple[RunRecord, ...]
    reports: Mapping[str, str] = field(default_factory=dict)
    packs: tuple[str, ...] = ()

    @property
    def held(self) -> tuple[RunRecord, ...]:
        """Runs that began in the quarter, by its end or by the moment looked at; the latest first."""
        begun = [r for r in self.records if self.begin <= (r.started_at or 0) < self.end]
        held = [r for r in begun if (r.started_at or 0) <= self.as_of]
        return tuple(sorted(held, key=lambda r: (r.started_at or 0, r.id), reverse=True))


def quarter_report(
    programme: Programme,
    organisation: Organisation,
    records: Iterable[RunRecord],
    quarter: str,
    as_of: int,
    *,
    drills: Mapping[str, Drill] | None = None,
    register: Register | None = None,
    files: Files | None = None,
    reports: Mapping[str, str] | None = None,
    packs: tuple[str, ...] = (),
) -> QuarterReport:
    """The report of ``2026-Q4`` as of a moment (milliseconds UTC), or of the quarter's end when that came first.

    A run belongs to the quarter in which it began, in the organisation's zone; earlier runs still count while they
    are valid. ``files`` (path -> SHA-256, the workspace as it is now) make claims stale whose drill has changed;
    they are not looked at for a quarter that is over. ``reports`` are links to reports of runs, ``packs`` what is wrong
    with printed copies. Raises ``UsageProblem`` for what is no quarter.
    """
    asked = replace(_asked(organisation, records, parse_quarter(quarter), as_of, reports or {}), packs=packs)
    scope = Scope(programme, organisation, drills or {})
    current = files if asked.as_of == as_of else None
    found = assess(scope, asked.records, asked.as_of, since=asked.begin, files=current)
    return _filled(scope, asked, found, register or register_of(programme))


def _asked(
    organisation: Organisation, records: Iterable[RunRecord], quarter: Quarter, as_of: int, reports: Mapping[str, str]
) -> _Asked:
    zone = organisation.time_zone
    begin, end = quarter.begin(zone), quarter.end(zone)
    return _Asked(quarter, begin, end, min(as_of, end - 1), zone, tuple(records), reports)


def _filled(scope: Scope, asked: _Asked, found: Readiness, register: Register) -> QuarterReport:
    return with_quarter_lead(
        QuarterReport(
            format=QUARTER_FORMAT,
            quarter=str(asked.quarter),
            as_of=local_day(asked.as_of, asked.zone),
            organisation=scope.organisation.title,
            time_zone=asked.zone,
            programme=scope.programme.title,
            headline=headline(found.headline),
            lead=(),
            figures=figures(found.figures),
            integrity=_integrity(asked, found, register),
            claims=tuple(claim_row(scope, it, register, asked.begin, asked.zone) for it in found.results),
            runs=tuple(run_row(record, asked.as_of, asked.reports.get(record.id)) for record in asked.held),
            points=tuple(point_row(scope, point) for point in found.points),
            gaps=tuple(gap(one) for one in found.gaps),
            forecasts=tuple(forecast(scope, one) for one in found.forecasts),
            cautions=cautions(found, register, asked.begin, asked.zone, len(asked.held)),
            packs=asked.packs,
        )
    )


def _integrity(asked: _Asked, found: Readiness, register: Register) -> QuarterIntegrity:
    """Heads of the quarter's runs, and of earlier ones on which a claim rests."""
    rests_on = {result.rests_on.record.id for result in found.results if result.rests_on}
    held = {record.id for record in asked.held}
    told = [r for r in reversed(in_order(asked.records, asked.as_of)) if r.id in rests_on | held]
    day = local_day(asked.as_of, asked.zone)
    return QuarterIntegrity(
        register.sha256,
        None if register.registered_at is None else iso(register.registered_at),
        f"readiness rules {RULES}",
        ("continuity verify", f"continuity report quarter {asked.quarter} --as-of {day}"),
        tuple(RunHead(r.id, r.events, r.head, r.verified) for r in told),
    )
