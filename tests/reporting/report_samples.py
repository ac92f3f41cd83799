"""Reports to look at and to test with: invented people, orders and hashes."""

from __future__ import annotations

import dataclasses

from report_parts import (
    DOWN,
    FAULTS,
    INTEGRITY,
    MET,
    MIN,
    OBJECTIVES,
    OK,
    PROBES,
    RECORDS,
    STEPS,
    UNKNOWN,
    UNSURE,
    clocks,
    counts,
    probe,
    step,
    subject,
)

from continuity.events.envelope import Known
from continuity.reporting.account import (
    BatchAck,
    BatchRow,
    BooksExceptionRow,
    Deviation,
    MessageRow,
    Note,
    PlannedRow,
    Received,
)
from continuity.reporting.document import (
    DRILL_FORMAT,
    DrillReport,
    DrillVerdict,
    Finding,
    Headline,
    SafetyVerdict,
)
from continuity.reporting.lead import orders_headline, with_lead
from continuity.reporting.timeline import Gap, Timeline
from continuity.reporting.verdicts import (
    DrillWord,
    SafetyWord,
    StepWord,
    Tone,
)


def failed() -> DrillReport:
    """One objective late: the report that a board reads twice."""
    report = DrillReport(
        format=DRILL_FORMAT,
        subject=subject(),
        verdict=DrillVerdict(DrillWord.FAILED, "Customers were told 4 minutes after the target.", 4, 5),
        safety=SafetyVerdict(SafetyWord.CLEAN, "All 4 faults removed and proven out."),
        orders=orders_headline((RECORDS,)),
        evidence=Headline("verified", Tone.GOOD),
        lead=(),
        clocks=clocks(t0=0, t1=4, t2=9, t3a=17, t3=18, t4=38, t5=81, t6=86),
        objectives=OBJECTIVES,
        timeline=Timeline(
            "t0",
            "2026-11-12T09:00:00.000Z",
            -6 * MIN,
            92 * MIN,
            PROBES,
            counts(17, 3, (1, 6, 13, 19, 26, 33, 39, 44, 46)),
            counts(57, 4, (5, 5, 17, 29, 40, 46)),
        ),
        integrity=INTEGRITY,
        faults=FAULTS,
        planned=(
            PlannedRow("phase", "dead", "Nothing answers, the status page is down too", 0, 0),
            PlannedRow("fault", "dead-1", "CRM order API refused", 0, -2_000),
            PlannedRow(
                "inject",
                "caller",
                "“I sent three orders this morning. Do you have them?”",
                12 * MIN,
                12 * MIN + 4_000,
                "customer service",
            ),
            PlannedRow("inject", "vendor", "The vendor says: thirty minutes", 20 * MIN, 20 * MIN + 2_000, "shift lead"),
            PlannedRow("phase", "stale", "Up again, but search is stale", 38 * MIN, 38 * MIN + 1_000),
            PlannedRow("inject", "late-call", "A customer doubles an order", 70 * MIN, None, "order clerks"),
        ),
        steps=STEPS,
        deviations=(
            Deviation(
                "wrong answer", "Read 10 780.00 where 10 870.00 was written", "Receive batch 1", "aicha", 33 * MIN
            ),
            Deviation(
                "skipped",
                "Pick list not refreshed: the printer was out of paper",
                "Refresh the pick list",
                "aicha",
                60 * MIN,
            ),
        ),
        records=(RECORDS,),
        batches=(
            BatchRow(
                "B-01",
                24 * MIN,
                23,
                ("10 870.00 EUR",),
                276,
                (BatchAck("accounting", 29 * MIN, "tomasz", True), BatchAck("shipping", 36 * MIN, "aicha", True)),
            ),
            BatchRow(
                "B-02",
                43 * MIN,
                23,
                ("10 470.00 EUR",),
                805,
                (BatchAck("accounting", 50 * MIN, "tomasz", True), BatchAck("shipping", 49 * MIN, "aicha", True)),
            ),
        ),
        messages=(
            MessageRow(
                33 * MIN,
                "customers",
                "We take your orders by phone and by mail; nothing that you sent is lost.",
                "ines",
                "no estimate yet",
                "vendor's status page",
                "low",
                "2026-11-12T10:00:00Z",
            ),
            MessageRow(84 * MIN, "customers", "All orders are in. Thank you for your patience.", "hugo"),
        ),
        notes=(
            Note(31 * MIN, "owen", "Hugo could not log in to the message channel; Ines sent it.", "Tell the customers"),
        ),
        findings=(
            Finding(
                "F-1",
                "Only one person can send the customer message.",
                "high",
                "deputy trained and given the channel, closed by a retest",
                "hugo",
                "2026-12-04",
            ),
            Finding(
                "F-2",
                "Shipping read the batch total from the wrong line.",
                "low",
                "cover sheet edited",
                "aicha",
                "2026-12-01",
                repeat=True,
            ),
            Finding("F-3", "The printer at the dock had no paper.", "low"),
        ),
        limits=(
            "We took the fault out ourselves, so “path restored” measures us, not the vendor.",
            "The drill was announced, and the night shift was not tested.",
        ),
    )
    return with_lead(report)


def practice() -> DrillReport:
    """Everything met, but a program played everybody, at sixty times life."""
    base = failed()
    goals = tuple(
        dataclasses.replace(goal, word=MET, why="", achieved_ms=min(goal.achieved_ms or 0, 19 * MIN))
        for goal in OBJECTIVES
    )
    steps = tuple(dataclasses.replace(s, state=StepWord.DONE, late_by_ms=None, known=Known.SIMULATED) for s in STEPS)
    report = dataclasses.replace(
        base,
        subject=subject(True, run="2026-q4-1", speed=60, engine="embedded 0.1.0", ended_at="2026-11-12T08:55:38.000Z"),
        verdict=DrillVerdict(DrillWord.PASSED, "Every objective was met, by simulated people.", 5, 5),
        objectives=goals,
        steps=steps,
        deviations=(),
        findings=(),
        notes=(),
    )
    return with_lead(report)


def void() -> DrillReport:
    """The fault went in and out, and no probe ever saw it."""
    unseen = dataclasses.replace(FAULTS[0], seen_ms=None, seen_by=(), bad_during=0)
    report = dataclasses.replace(
        failed(),
        verdict=DrillVerdict(DrillWord.VOID, "No probe saw the fault at the CRM order API.", 0, 5),
        safety=SafetyVerdict(SafetyWord.CLEAN, "The fault was removed; it never bit."),
        orders=Headline("none taken", Tone.PLAIN),
        clocks=clocks(t1=4, t2=9),
        objectives=tuple(
            dataclasses.replace(g, achieved_ms=None, error_ms=None, word=UNSURE, why="t0 was never reached.")
            for g in OBJECTIVES
        ),
        timeline=Timeline("start", "2026-11-12T08:54:00.000Z", 0, 45 * MIN, (probe("CRM order API", (0, 45, OK)),)),
        faults=(unseen,),
        steps=STEPS[:3],
        records=(),
        batches=(),
        messages=(),
        findings=(),
        deviations=(),
    )
    return with_lead(report)


def aborted() -> DrillReport:
    """Ended early, after a pause and a lost conductor; something stayed open."""
    base = failed()
    report = dataclasses.replace(
        base,
        verdict=DrillVerdict(
            DrillWord.ABORTED, "The code word was said: a real outage began at the telephone exchange.", 1, 5
        ),
        safety=SafetyVerdict(SafetyWord.UNVERIFIED, "Removed, but the shipping probe had not answered three times."),
        orders=Headline("13 taken, not read back", Tone.WARN),
        evidence=Headline("verified, two gaps", Tone.WARN),
        clocks=clocks(t0=0, t1=4, t2=9, t3a=17, t3=18),
        timeline=dataclasses.replace(
            base.timeline,
            to_ms=31 * MIN,
            probes=(probe("CRM order API", (-6, 0, OK), (0, 20, DOWN), (20, 24, UNKNOWN), (24, 31, DOWN)),),
            by_hand=counts(17, 3, (1, 6, 13)),
            in_crm=(),
            gaps=(
                Gap(12 * MIN, 12 * MIN, 11 * MIN, "fire alarm"),
                Gap(20 * MIN, 24 * MIN, 4 * MIN, "the driving process was lost"),
            ),
        ),
        faults=(dataclasses.replace(FAULTS[0], removed_ms=31 * MIN, verified_ms=None),),
        steps=(
            *STEPS[:2],
            step("order-clerk", "Set up forms", 11, 17),
            step("order-clerk", "Take orders by hand", 17, None, StepWord.OPEN, target=None),
            step("accounting", "Receive batch 1", 24, 29, StepWord.FAILED),
        ),
        records=(
            dataclasses.replace(
                RECORDS,
                used=13,
                void=0,
                returned=0,
                missing=1,
                in_system=None,
                agree=None,
                receivers=(Received("accounting", "accounting", 12),),
                exceptions=(BooksExceptionRow("R4", "D-0007", "taken, but in no batch", None),),
            ),
        ),
        objectives=(
            OBJECTIVES[0],
            *(
                dataclasses.replace(g, achieved_ms=None, word=UNSURE, why="Ended before it could be judged.")
                for g in OBJECTIVES[1:]
            ),
        ),
        batches=(dataclasses.replace(base.batches[0], acks=(BatchAck("accounting", None, None, None),)),),
        planned=base.planned[:3],
        messages=(),
        findings=(),
    )
    return with_lead(report)
