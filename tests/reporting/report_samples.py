"""Reports to look at and to test with: invented people, orders and hashes."""

from __future__ import annotations

import dataclasses
import hashlib

from continuity.events.envelope import Known
from continuity.reporting.account import (
    BatchAck,
    BatchRow,
    BooksExceptionRow,
    Deviation,
    FaultProof,
    MessageRow,
    Note,
    PlannedRow,
    Received,
    Records,
    StepRow,
)
from continuity.reporting.document import (
    DRILL_FORMAT,
    DrillReport,
    DrillVerdict,
    FileHash,
    Finding,
    Headline,
    Integrity,
    ObjectiveResult,
    SafetyVerdict,
    SeriesSeal,
)
from continuity.reporting.lead import orders_headline, with_lead
from continuity.reporting.subject import PersonShown, RolePeople, RunbookUsed, ScenarioShown, Subject
from continuity.reporting.timeline import ClockReading, Count, Gap, ProbeRow, ProbeSpan, Timeline
from continuity.reporting.verdicts import (
    DrillWord,
    Effect,
    Mode,
    ObjectiveWord,
    ProbeWord,
    SafetyWord,
    StepWord,
    Tone,
)

MIN = 60_000
TITLES = {
    "shift-lead": "Shift lead",
    "order-clerk": "Order clerks",
    "checker": "Checker",
    "accounting": "Accounting",
    "shipping": "Shipping",
    "customer-service": "Customer service",
}
PEOPLE = dict(zip(TITLES, ("ines", "jonas", "priya", "tomasz", "aicha", "hugo"), strict=True))
CLOCKS = {
    "t0": "CRM stops",
    "t1": "noticed",
    "t2": "declared",
    "t3a": "first order on paper",
    "t3": "working by hand",
    "t4": "path restored",
    "t5": "books agree",
    "t6": "stood down",
}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def subject(simulated: bool = False, **changes: object) -> Subject:
    known = Known.SIMULATED if simulated else Known.CODE
    value = Subject(
        run="2026-q4-2",
        title="Quarterly CRM outage",
        mode=Mode.DRILL,
        organisation="Mercier & Fils",
        time_zone="Europe/Paris",
        started_at="2026-11-12T08:54:00.000Z",
        ended_at="2026-11-12T10:32:00.000Z",
        environment="staging",
        speed=1,
        engine="toxiproxy 2.12.0",
        simulated_roles=tuple(TITLES.values()) if simulated else (),
        roles=tuple(RolePeople(r, TITLES[r], (PersonShown(PEOPLE[r], known),)) for r in TITLES),
        duties=(
            RolePeople("controller", "Controller", (PersonShown("marta", Known.STATED),)),
            RolePeople("evaluator", "Evaluator", (PersonShown("owen", Known.SIGNED),)),
        ),
        scenario=ScenarioShown(
            "short-cut-2009",
            "The short cut of 6 January 2009",
            "Salesforce, 6 January 2009, 20:39 to 21:17 UTC",
            "press",
            "Vendor's explanation as quoted in the press of January 2009",
            ("The stale search lasted more than two hours; here it lasts 24 minutes",),
        ),
        runbooks=(RunbookUsed("take-orders-by-hand", "Take orders by hand", "4", digest("runbook")),),
        drill="quarterly-crm-outage",
        approved_by="nadia",
    )
    return dataclasses.replace(value, **changes)  # type: ignore[arg-type]


def clocks(**minutes: int) -> tuple[ClockReading, ...]:
    return tuple(
        ClockReading(
            name,  # type: ignore[arg-type]
            title,
            minutes[name] * MIN if name in minutes else None,
            minutes[name] * MIN if name in minutes else None,
            5_000 if name in ("t0", "t4") and name in minutes else 0 if name in minutes else None,
            "first failing probe, CRM order API" if name == "t0" else "step “declare”" if name == "t2" else "",
        )
        for name, title in CLOCKS.items()
    )


def fault(id: str, label: str, words: str, begin: int, end: int, effect: Effect = Effect.DOWN) -> FaultProof:
    return FaultProof(
        id,
        label.lower().replace(" ", "-"),
        label,
        words,
        effect,
        begin * MIN - 2_000,
        begin * MIN,
        end * MIN,
        end * MIN + 15_000,
        (f"{label.lower()} probe",),
        "deleted, and read back clean",
        36,
        (end - begin) * 12,
        12,
    )


FAULTS = (
    fault("dead-1", "CRM order API", "refused", 0, 38),
    fault("dead-2", "CRM search", "refused", 0, 38),
    fault("dead-3", "Status page", "refused", 0, 38),
    fault("stale-1", "CRM search", "answers, but stale", 38, 62, Effect.DEGRADED),
)


def probe(title: str, *spans: tuple[int, int, ProbeWord]) -> ProbeRow:
    return ProbeRow(
        title.lower().replace(" ", "-"), title, 5_000, tuple(ProbeSpan(a * MIN, b * MIN, s) for a, b, s in spans)
    )


OK, DEG, DOWN, UNKNOWN = ProbeWord.OK, ProbeWord.DEGRADED, ProbeWord.DOWN, ProbeWord.UNKNOWN
PROBES = (
    probe("CRM order API", (-6, 0, OK), (0, 38, DOWN), (38, 92, OK)),
    probe("CRM search", (-6, 0, OK), (0, 38, DOWN), (38, 62, DEG), (62, 92, OK)),
    probe("Status page", (-6, 0, OK), (0, 38, DOWN), (38, 92, OK)),
    probe("Shipping", (-6, 92, OK)),
)


def step(
    role: str,
    title: str,
    begin: int | None,
    end: int | None,
    state: StepWord = StepWord.DONE,
    late: int | None = None,
    target: int | None = 10,
    known: Known = Known.CODE,
    answer: str = "",
) -> StepRow:
    return StepRow(
        key=title.lower().replace(" ", "-"),
        title=title,
        role=role,
        role_title=TITLES.get(role, role),
        person=PEOPLE.get(role, "someone"),
        known=known,
        ready_ms=begin * MIN - 20_000 if begin is not None else None,
        started_ms=begin * MIN if begin is not None else None,
        done_ms=end * MIN if end is not None else None,
        target_ms=target * MIN if target is not None else None,
        late_by_ms=late * MIN if late is not None else None,
        state=state,
        answer=answer,
    )


STEPS = (
    step("shift-lead", "Declare the outage", 4, 9, answer="scope: everything"),
    step("shift-lead", "Roll call", 9, 13),
    step("order-clerk", "Set up forms", 11, 17),
    step("order-clerk", "Take orders by hand", 17, 40, target=None),
    step("customer-service", "Tell the customers", 9, 33, late=4, target=20),
    step("checker", "Check every fifth form", 21, 40, target=None),
    step("accounting", "Receive batch 1", 24, 29, answer="23 orders, 10 870.00 EUR"),
    step("shipping", "Receive batch 1", 27, 36, StepWord.DEVIATION, answer="read 10 780.00 first"),
    step("shift-lead", "Hold period", 40, 55, target=15),
    step("accounting", "Receive batch 2", 44, 50),
    step("shipping", "Receive batch 2", 46, 49),
    step("order-clerk", "Enter and check", 58, 78, late=5, target=15),
    step("shipping", "Refresh the pick list", None, 60, StepWord.SKIPPED),
    step("shift-lead", "Compare the books", 78, 81),
    step("shift-lead", "Sign off and stand down", 81, 86),
)


def counts(begin: int, every: int, steps: tuple[int, ...]) -> tuple[Count, ...]:
    return tuple(Count((begin + number * every) * MIN, value) for number, value in enumerate(steps))


RECORDS = Records(
    form="order",
    title="orders",
    issued=60,
    used=46,
    void=2,
    returned=12,
    missing=0,
    system_title="the CRM",
    in_system=46,
    lost=0,
    doubled=0,
    agree=True,
    receivers=(Received("accounting", "accounting", 46), Received("shipping", "shipping", 46)),
    totals=("21 340.00 EUR",),
)


def objective(
    id: str,
    title: str,
    measured: str,
    target: int,
    achieved: int | None,
    word: ObjectiveWord,
    why: str = "",
    **more: object,
) -> ObjectiveResult:
    took = achieved * MIN if achieved is not None else None
    return ObjectiveResult(id, title, measured, target * MIN, took, 5_000, word, why, **more)  # type: ignore[arg-type]


MET, MET_DEV, NOT_MET, UNSURE = ObjectiveWord
OBJECTIVES = (
    objective("by-hand", "Working by hand", "t0 → t3", 30, 18, MET, clock=("t0", "t3")),
    objective("first-order", "First order on paper", "t0 → t3a", 30, 17, MET, clock=("t0", "t3a")),
    objective("accounting-has-it", "Accounting has batch 1", "closed → acknowledged", 15, 5, MET),
    objective("books-agree", "Books agree", "t4 → t5", 60, 43, MET_DEV, "Met, with one step skipped on the way."),
    objective(
        "customers-told",
        "Customers told",
        "t2 → sent",
        20,
        24,
        NOT_MET,
        "Nobody but the shift lead could send the message.",
    ),
)

INTEGRITY = Integrity(
    events=412,
    head=digest("head"),
    plan_sha256=digest("plan"),
    frozen_at="2026-11-12T08:41:00.000Z",
    rules="drill rules 1",
    series=SeriesSeal(4_416, 301_220, digest("series")),
    verify=("continuity verify reports/2026-q4-2", "sha256sum --check reports/2026-q4-2/SHA256SUMS"),
    files=(FileHash("drills/quarterly-crm-outage.yaml", digest("drill")),),
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
            PlannedRow("inject", "caller", "“I sent three orders this morning. Do you have them?”", 12 * MIN, 12 * MIN + 4_000, "customer service"),
            PlannedRow("inject", "vendor", "The vendor says: thirty minutes", 20 * MIN, 20 * MIN + 2_000, "shift lead"),
            PlannedRow("phase", "stale", "Up again, but search is stale", 38 * MIN, 38 * MIN + 1_000),
            PlannedRow("inject", "late-call", "A customer doubles an order", 70 * MIN, None, "order clerks"),
        ),
        steps=STEPS,
        deviations=(
            Deviation("wrong answer", "Read 10 780.00 where 10 870.00 was written", "Receive batch 1", "aicha", 33 * MIN),
            Deviation("skipped", "Pick list not refreshed: the printer was out of paper", "Refresh the pick list", "aicha", 60 * MIN),
        ),
        records=(RECORDS,),
        batches=(
            BatchRow("B-01", 24 * MIN, 23, ("10 870.00 EUR",), 276, (BatchAck("accounting", 29 * MIN, "tomasz", True), BatchAck("shipping", 36 * MIN, "aicha", True))),
            BatchRow("B-02", 43 * MIN, 23, ("10 470.00 EUR",), 805, (BatchAck("accounting", 50 * MIN, "tomasz", True), BatchAck("shipping", 49 * MIN, "aicha", True))),
        ),
        messages=(
            MessageRow(33 * MIN, "customers", "We take your orders by phone and by mail; nothing that you sent is lost.", "ines", "no estimate yet", "vendor's status page", "low", "2026-11-12T10:00:00Z"),
            MessageRow(84 * MIN, "customers", "All orders are in. Thank you for your patience.", "hugo"),
        ),
        notes=(Note(31 * MIN, "owen", "Hugo could not log in to the message channel; Ines sent it.", "Tell the customers"),),
        findings=(
            Finding("F-1", "Only one person can send the customer message.", "high", "deputy trained and given the channel, closed by a retest", "hugo", "2026-12-04"),
            Finding("F-2", "Shipping read the batch total from the wrong line.", "low", "cover sheet edited", "aicha", "2026-12-01", repeat=True),
            Finding("F-3", "The printer at the dock had no paper.", "low"),
        ),
        limits=(
            "We took the fault out ourselves, so “path restored” measures us, not the vendor.",
            "The drill was announced, and the night shift was not tested.",
        ),
    )  # fmt: skip
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
        verdict=DrillVerdict(DrillWord.ABORTED, "The code word was said: a real outage began at the telephone exchange.", 1, 5),
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
            gaps=(Gap(12 * MIN, 12 * MIN, 11 * MIN, "fire alarm"), Gap(20 * MIN, 24 * MIN, 4 * MIN, "the driving process was lost")),
        ),
        faults=(dataclasses.replace(FAULTS[0], removed_ms=31 * MIN, verified_ms=None),),
        steps=(*STEPS[:2], step("order-clerk", "Set up forms", 11, 17), step("order-clerk", "Take orders by hand", 17, None, StepWord.OPEN, target=None), step("accounting", "Receive batch 1", 24, 29, StepWord.FAILED)),
        records=(dataclasses.replace(RECORDS, used=13, void=0, returned=0, missing=1, in_system=None, agree=None, receivers=(Received("accounting", "accounting", 12),), exceptions=(BooksExceptionRow("R4", "D-0007", "taken, but in no batch", None),)),),
        objectives=(OBJECTIVES[0], *(dataclasses.replace(g, achieved_ms=None, word=UNSURE, why="Ended before it could be judged.") for g in OBJECTIVES[1:])),
        batches=(dataclasses.replace(base.batches[0], acks=(BatchAck("accounting", None, None, None),)),),
        planned=base.planned[:3],
        messages=(),
        findings=(),
    )  # fmt: skip
    return with_lead(report)


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
            step(f"r{n % 7}", words[n % 4] + f" {n}", n * 3 // 2, n * 3 // 2 + (1, 9, 2, 30, 6)[n % 5], (StepWord.DONE, StepWord.DEVIATION, StepWord.FAILED, StepWord.IMPROVISED)[n % 4], 3 if n % 3 == 0 else None),
            role_title=roles[n % 7],
            person="ines-maria-de-los-angeles",
        )
        for n in range(40)
    )  # fmt: skip
    numbers = tuple(Count(17 * MIN + n * 5_000, n + 1) for n in range(300))
    home = tuple(Count(50 * MIN + n * 4_000, n + 1) for n in range(300))
    books = dataclasses.replace(RECORDS, issued=320, used=300, void=5, returned=14, missing=1, in_system=298, lost=2, agree=False,
        receivers=(Received("accounting", "accounting", 300), Received("shipping", "shipping", 299)),
        exceptions=tuple(BooksExceptionRow("R7", f"D-{n:04d}", "taken by hand, not in the CRM", "entered by hand later" if n % 2 else None) for n in range(6)))  # fmt: skip
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
}
