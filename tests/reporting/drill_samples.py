"""All sample drill reports by name, the smallest and the most crowded among them."""

from __future__ import annotations

import dataclasses

from made_people import MADE_PEOPLE
from made_runs import MADE
from recorded_run import recorded
from report_parts import (
    MIN,
    RECORDS,
    clocks,
    digest,
    step,
    subject,
)
from report_samples import aborted, failed, practice, void

from continuity.reporting.account import (
    BooksExceptionRow,
    Received,
)
from continuity.reporting.document import (
    DRILL_FORMAT,
    DrillReport,
    DrillVerdict,
    Headline,
    Integrity,
    SafetyVerdict,
)
from continuity.reporting.lead import orders_headline, with_lead
from continuity.reporting.subject import Subject
from continuity.reporting.timeline import Count, Timeline
from continuity.reporting.verdicts import (
    DrillWord,
    Mode,
    SafetyWord,
    StepWord,
    Tone,
)


def minimal() -> DrillReport:
    """Hardly anything happened, and nothing falls over."""
    report = DrillReport(
        format=DRILL_FORMAT,
        subject=Subject(
            run="r1",
            title="First try",
            mode=Mode.DRILL,
            organisation="Example",
            time_zone="UTC",
            started_at="2026-11-12T23:50:00.000Z",
            ended_at=None,
            environment="practice",
            speed=1,
            engine="embedded 0.1.0",
            simulated_roles=(),
            roles=(),
        ),
        verdict=DrillVerdict(DrillWord.INCONCLUSIVE, "No objective was set.", 0, 0),
        safety=SafetyVerdict(SafetyWord.CLEAN, "Nothing was injected."),
        orders=orders_headline(()),
        evidence=Headline("not checked", Tone.WARN),
        lead=(),
        clocks=(),
        objectives=(),
        timeline=Timeline("start", "2026-11-12T23:50:00.000Z", 0, 0),
        integrity=Integrity(3, digest("h"), digest("p"), "2026-11-12T23:49:00.000Z", "drill rules 1", None, ()),
    )
    return with_lead(report)


def crowded() -> DrillReport:
    """300 orders, 40 steps, long and foreign names, markup in every free text, clocks on top of each other."""
    base = failed()
    roles = [f"Abteilungsleiterin Auftragsannahme und Rückfragen {n}" for n in range(5)] + ["受注係", "Приём заказов"]
    words = (
        "Bestätigen Sie die vollständige Übergabe an die Buchhaltung",
        "受注を手で取る",
        "<b>bold & brave</b>",
        "Ack",
    )
    steps = tuple(
        dataclasses.replace(
            step(
                f"r{n % 7}",
                words[n % 4] + f" {n}",
                n * 3 // 2,
                n * 3 // 2 + (1, 9, 2, 30, 6)[n % 5],
                (StepWord.DONE, StepWord.DEVIATION, StepWord.FAILED, StepWord.IMPROVISED)[n % 4],
                3 if n % 3 == 0 else None,
            ),
            role_title=roles[n % 7],
            person="ines-maria-de-los-angeles",
        )
        for n in range(40)
    )
    numbers = tuple(Count(17 * MIN + n * 5_000, n + 1) for n in range(300))
    home = tuple(Count(50 * MIN + n * 4_000, n + 1) for n in range(300))
    books = dataclasses.replace(
        RECORDS,
        issued=320,
        used=300,
        void=5,
        returned=14,
        missing=1,
        in_system=298,
        lost=2,
        agree=False,
        receivers=(Received("accounting", "accounting", 300), Received("shipping", "shipping", 299)),
        exceptions=tuple(
            BooksExceptionRow(
                "R7", f"D-{n:04d}", "taken by hand, not in the CRM", "entered by hand later" if n % 2 else None
            )
            for n in range(6)
        ),
    )
    report = dataclasses.replace(
        base,
        subject=subject(
            title="Ausfall des CRM „Großkunden“ <script>alert(1)</script> & 受注", mode=Mode.REAL, scenario=None
        ),
        clocks=clocks(t0=0, t1=0, t2=1, t3a=1, t3=1, t4=38, t5=91, t6=92),
        steps=steps,
        timeline=dataclasses.replace(base.timeline, by_hand=numbers, in_crm=home),
        records=(books,),
        orders=orders_headline((books,)),
    )
    return with_lead(report)


DRILLS = {
    "failed": failed,
    "practice": practice,
    "void": void,
    "aborted": aborted,
    "minimal": minimal,
    "crowded": crowded,
    "recorded": lambda: recorded("practice").report(),
    **{name: lambda tell=tell: tell().report() for name, tell in (MADE | MADE_PEOPLE).items()},
}
