"""Quarter reports to look at and to test with: invented."""

from __future__ import annotations

import dataclasses

from continuity.reporting.lead_quarter import with_quarter_lead
from continuity.reporting.quarter import (
    QUARTER_FORMAT,
    ClaimRow,
    Figures,
    Forecast,
    OpenGap,
    PointCell,
    PointRow,
    QuarterHeadline,
    QuarterIntegrity,
    QuarterReport,
    RunHead,
    RunRow,
    Share,
    TierShare,
)
from continuity.reporting.verdicts import ClaimWord, Coverage, DrillWord, HeadlineWord, RunKind, SafetyWord

MIN = 60_000
SHA = "7c1e0b5f" * 8
UNTOUCHED = PointCell(Coverage.UNTOUCHED)
CAUTION = (
    "Three of four met is few: with 95 % confidence the true rate may be as low as 24 %.",
    "Below ten runs no average and no trend is drawn; every value is printed.",
)


def claim(
    id: str,
    title: str,
    process: str,
    verdict: ClaimWord,
    why: str,
    tier: int = 1,
    target: int | None = 30,
    took: int | None = None,
    run: str | None = None,
) -> ClaimRow:
    return ClaimRow(
        id,
        title,
        process,
        tier,
        verdict,
        target * MIN if target else None,
        took * MIN if took else None,
        run,
        why,
        achieved="46 of 46" if id == "orders-each-once" and run else "",
        valid_until="2027-02-20" if run else None,
        registered="2026-10-20" if id == "shipping-has-it" else None,
    )


def partly() -> QuarterReport:
    """Some shown, one missed, one stale: the usual quarter."""
    run = "2026-q4-2"
    claims = (
        claim(
            "orders-by-hand",
            "Orders are taken by hand within 30 minutes",
            "take-orders",
            ClaimWord.MET,
            "",
            took=18,
            run=run,
        ),
        claim(
            "orders-each-once",
            "Every order reaches the CRM exactly once",
            "take-orders",
            ClaimWord.MET,
            "",
            target=None,
            run=run,
        ),
        claim(
            "books-agree",
            "The books agree within an hour of recovery",
            "take-orders",
            ClaimWord.MET_DEV,
            "Met, with one step skipped.",
            target=60,
            took=43,
            run=run,
        ),
        claim(
            "customers-told",
            "Customers are told within 20 minutes",
            "answer-customers",
            ClaimWord.NOT_MET,
            "4 minutes late: only one person could send the message.",
            target=20,
            took=24,
            run=run,
        ),
        claim(
            "accounting-has-it",
            "Accounting has each batch within 15 minutes",
            "invoice",
            ClaimWord.STALE,
            "Shown on 3 July; the runbook was changed on 9 October.",
            tier=2,
            target=15,
        ),
        claim(
            "shipping-has-it",
            "Shipping has each batch within 15 minutes",
            "ship",
            ClaimWord.UNTESTED,
            "No drill has shown it yet.",
            tier=2,
            target=15,
        ),
    )
    seen, probed = PointCell(Coverage.FAULT_SEEN, (run,)), PointCell(Coverage.PROBED, (run,))
    practice = PointCell(Coverage.FAULT_SEEN, ("2026-q4-1",))
    points = (
        PointRow("crm-orders", "CRM order API", seen, practice, PointCell(Coverage.FAULT_SEEN, ("2026-10-19-crm",))),
        PointRow("crm-search", "CRM search", seen, practice, UNTOUCHED),
        PointRow("status-page", "Vendor's status page", seen, practice, UNTOUCHED),
        PointRow("accounting", "Accounting", UNTOUCHED, UNTOUCHED, UNTOUCHED),
        PointRow("shipping", "Shipping", probed, PointCell(Coverage.PROBED, ("2026-q4-1",)), UNTOUCHED),
        PointRow("crm-login", "CRM login", UNTOUCHED, UNTOUCHED, UNTOUCHED),
        PointRow("payments", "Payments", UNTOUCHED, UNTOUCHED, UNTOUCHED),
        PointRow("telephony", "Telephone exchange", UNTOUCHED, UNTOUCHED, UNTOUCHED),
    )
    runs = (
        RunRow(
            run,
            "Quarterly CRM outage",
            RunKind.PEOPLE,
            "2026-11-12T08:54:00Z",
            1,
            DrillWord.FAILED,
            SafetyWord.CLEAN,
            4,
            5,
            report="2026-q4-2.html",
        ),
        RunRow(
            "2026-q4-1",
            "Quarterly CRM outage",
            RunKind.PRACTICE,
            "2026-11-03T13:00:00Z",
            60,
            DrillWord.PASSED,
            SafetyWord.CLEAN,
            5,
            5,
            "Simulated people, at 60 times real speed.",
        ),
        RunRow(
            "2026-q4-0",
            "Quarterly CRM outage",
            RunKind.PRACTICE,
            "2026-11-02T13:00:00Z",
            60,
            DrillWord.VOID,
            SafetyWord.CLEAN,
            0,
            5,
            "No probe saw the fault.",
        ),
        RunRow(
            "2026-10-19-crm",
            "CRM slow for an hour",
            RunKind.REAL,
            "2026-10-19T14:10:00Z",
            1,
            DrillWord.INCONCLUSIVE,
            SafetyWord.CLEAN,
            1,
            3,
            "Ended before the targets could be judged.",
        ),
    )
    return with_quarter_lead(
        QuarterReport(
            format=QUARTER_FORMAT,
            quarter="2026-Q4",
            as_of="2026-11-22",
            organisation="Mercier & Fils",
            time_zone="Europe/Paris",
            programme="What we show every quarter",
            headline=QuarterHeadline(
                HeadlineWord.NOT_DEMONSTRATED,
                ("A tier 1 claim was tried and missed: customers are told within 20 minutes.",),
            ),
            lead=(),
            figures=Figures(
                Share(3, 6),
                Share(4, 6),
                Share(3, 8),
                Share(3, 4),
                24,
                (TierShare(1, Share(3, 4)), TierShare(2, Share(0, 2))),
            ),
            integrity=QuarterIntegrity(
                SHA,
                "2026-09-28T07:00:00Z",
                "readiness rules 1",
                ("continuity recompute reports/2026-Q4", "continuity verify reports/2026-Q4"),
                (
                    RunHead(run, 412, SHA, True),
                    RunHead("2026-q4-1", 388, SHA[::-1], True),
                    RunHead("2026-10-19-crm", 57, SHA, None),
                ),
            ),
            claims=claims,
            runs=runs,
            points=points,
            gaps=(
                OpenGap(
                    "Customers were told too late, and the deputy has not been trained.",
                    "continuity drill run quarterly-crm-outage",
                    ("customers-told",),
                ),
                OpenGap(
                    "Payments, telephony and the CRM login have never been exercised.",
                    "continuity new drill login-outage",
                ),
                OpenGap(
                    "The hand-over to accounting changed after it was last shown.",
                    "continuity schedule add quarterly-crm-outage 2026-12-08",
                    ("accounting-has-it",),
                ),
            ),
            forecasts=(
                Forecast(
                    "quarterly-crm-outage",
                    "Quarterly CRM outage",
                    ("customers-told", "accounting-has-it", "shipping-has-it"),
                    Share(3, 6),
                    Share(6, 6),
                    "continuity drill run quarterly-crm-outage",
                ),
            ),
            cautions=CAUTION,
        )
    )


def untested() -> QuarterReport:
    """Only practice so far: nothing is green."""
    base = partly()
    claims = tuple(
        dataclasses.replace(
            c, verdict=ClaimWord.UNTESTED, achieved_ms=None, achieved="", run=None, valid_until=None, why=""
        )
        for c in base.claims
    )
    points = tuple(dataclasses.replace(p, people=UNTOUCHED, real=UNTOUCHED) for p in base.points)
    return with_quarter_lead(
        dataclasses.replace(
            base,
            headline=QuarterHeadline(HeadlineWord.PARTLY_DEMONSTRATED, ("Tier 1 claims are untested.",)),
            figures=Figures(Share(0, 6), Share(0, 6), Share(0, 8), Share(0, 0), None),
            claims=claims,
            points=points,
            runs=base.runs[1:3],
            forecasts=(
                Forecast(
                    "quarterly-crm-outage",
                    "Quarterly CRM outage",
                    tuple(c.id for c in claims),
                    Share(0, 6),
                    Share(6, 6),
                    "continuity drill run quarterly-crm-outage",
                ),
            ),
        )
    )


def empty() -> QuarterReport:
    """Nothing registered, nothing run."""
    report = QuarterReport(
        format=QUARTER_FORMAT,
        quarter="2026-Q4",
        as_of="2026-10-01",
        organisation="Example <&>",
        time_zone="UTC",
        programme="Programme",
        headline=QuarterHeadline(HeadlineWord.NOT_ASSESSABLE, ("No claim is registered.",)),
        lead=(),
        figures=Figures(Share(0, 0), Share(0, 0), Share(0, 0), Share(0, 0), None),
        integrity=QuarterIntegrity(SHA, None, "readiness rules 1", ()),
    )
    return with_quarter_lead(report)


QUARTERS = {"partly": partly, "untested": untested, "empty": empty}
