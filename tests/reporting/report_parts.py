"""What sample reports are put together from: invented people, orders and hashes."""

from __future__ import annotations

import dataclasses
import hashlib

from continuity.events.envelope import Known
from continuity.reporting.account import (
    FaultProof,
    Received,
    Records,
    StepRow,
)
from continuity.reporting.document import (
    FileHash,
    Integrity,
    ObjectiveResult,
    SeriesSeal,
)
from continuity.reporting.subject import PersonShown, RolePeople, RunbookUsed, ScenarioShown, Subject
from continuity.reporting.timeline import ClockReading, Count, ProbeRow, ProbeSpan
from continuity.reporting.verdicts import (
    Effect,
    Mode,
    ObjectiveWord,
    ProbeWord,
    StepWord,
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
