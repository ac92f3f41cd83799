"""Tells a run minute by minute: facts for the fold, readings for the proofs. One minute on the wall is one here."""

from __future__ import annotations

from made_plan import MIN, PEOPLE, plan

from continuity.clock import from_iso, to_iso
from continuity.events import Actor, Body, Fact, Known, ledger, lifecycle, outage, steps
from continuity.journal.series import Reading
from continuity.plan import FrozenPlan
from continuity.reporting.document import DrillReport
from continuity.reporting.of_run import SeriesFile, drill_report
from continuity.run.state import RunState, fold
from continuity.structure import Private

START = from_iso("2026-11-12T08:54:00Z")
CONDUCTOR = Actor("conductor", Known.SYSTEM)
EVERY = 5_000
FAULT = "dead-1"


class Story:
    """Facts in the order told; times are minutes after the start."""

    def __init__(
        self,
        records: bool = True,
        known: Known = Known.CODE,
        speed: int = 1,
        begin: bool = True,
        by: FrozenPlan | None = None,
    ) -> None:
        self.facts: list[Fact[Body]] = []
        self.readings: list[Reading] = []
        self.known = known
        self.add(0, lifecycle.RunOpened("drill", "autumn", "Autumn outage", approved_by="nadia"))
        self.add(0, lifecycle.RunFrozen(by or plan(records, speed), "cd" * 32))
        if begin:
            self.add(0, lifecycle.RunStarted("toxiproxy 2.12.0", {"crm-orders": 3}))
            self.probe(0, "ok")

    @property
    def state(self) -> RunState:
        return fold(self.facts)

    def at(self, minute: float) -> int:
        return START + round(minute * MIN)

    def add(
        self, minute: float, body: Body, who: str | None = None, role: str | None = None, behalf: str | None = None
    ) -> None:
        actor = Actor(who, self.known) if who else CONDUCTOR
        at = self.at(minute)
        self.facts.append(Fact(len(self.facts) + 1, at, at, actor, body, role, on_behalf_of=behalf))

    def probe(self, minute: float, state: outage.ProbeState) -> None:
        self.add(minute, outage.ProbeChanged("crm-orders", "crm-orders", state, "", EVERY))

    def look(self, begin: float, end: float, state: str) -> None:
        """A reading every five seconds."""
        for at in range(self.at(begin), self.at(end), EVERY):
            self.readings.append({"at": at, "probe": "crm-orders", "state": state, "took_ms": 12, "detail": ""})

    def put_in(self, minute: float, round: int = 1, seen: bool = True) -> None:
        self.add(
            minute, outage.FaultInjected(FAULT, "crm-orders", "refuse", "refused", "o", "http://t", "p", {}, round)
        )
        if seen:
            self.probe(minute + 0.1, "down")
        if seen and round == 1:  # the conductor tells of the first time only
            self.add(minute + 0.1, outage.FaultSeen(FAULT, "crm-orders"))

    def take_out(self, minute: float, by: str = "conductor", proven: bool = True, seen: bool = True) -> None:
        self.add(minute, outage.FaultRemoved(FAULT, by, "removed"))
        if proven and seen:
            self.probe(minute + 0.1, "ok")
        if proven:
            self.add(minute + 0.4, outage.FaultVerified(FAULT, 3))

    def restored(self, minute: float) -> None:
        self.add(minute, outage.PathRestored(("crm-orders",), 3))

    def do(self, key: str, role: str, begin: float, end: float | None, **answers: str) -> None:
        who = PEOPLE[role][0]
        self.add(begin, steps.StepStarted(key), who, role)
        if end is not None:
            self.add(end, steps.StepDone(key, answers), who, role)

    def tell(self, minute: float, promise: float | None = None) -> None:
        until = to_iso(self.at(promise)) if promise is not None else None
        said = steps.MessageSent("extent/tell", "customers", Private("We are down.", "e" * 64), until)
        self.add(minute, said, "ines", "lead")

    def issue(self, minute: float, count: int = 10) -> None:
        block = ledger.BlockIssued("b", "order", "P-", 4, False, 1, count, "jonas", True)
        self.add(minute, block, "ines", "lead")

    def take(self, *minutes: float) -> None:
        for number, minute in enumerate(minutes, 1):
            total = 10_000 + number
            body = ledger.RecordCaptured(f"P-{number:04d}", "order", {"total": "100"}, {}, total, "EUR", "d", number)
            self.add(minute, body, "jonas", "clerk")

    def batch(self, minute: float, count: int, acknowledged: float | None = None, off: int = 0) -> None:
        numbers = tuple(f"P-{number:04d}" for number in range(1, count + 1))
        totals = {"EUR": sum(10_000 + number for number in range(1, count + 1))}
        hashed = sum(range(1, count + 1))
        self.add(minute, ledger.BatchClosed("B-1", "order", "close", numbers, totals, hashed, "f" * 64), "ines")
        self.add(minute, ledger.BatchSent("B-1", "accounting", "send"), "ines")
        if acknowledged is not None:
            body = ledger.BatchAcknowledged("B-1", "accounting", "tomasz", count - off, totals, hashed)
            self.add(acknowledged, body)

    def bring_home(self, minute: float, count: int, held: int | None = None) -> None:
        """Entered and compared; ``held`` of them are in the CRM."""
        held = count if held is None else held
        for number in range(1, held + 1):
            self.add(minute, ledger.RecordEntered(f"P-{number:04d}", "created", f"S{number}"))
        records = tuple(ledger.SystemRecord(f"P-{n:04d}", f"S{n}", 10_000 + n, "EUR") for n in range(1, held + 1))
        self.add(minute + 1, ledger.SystemRead("order", "P-", records))
        lost = [
            ledger.BooksException("R4", f"P-{n:04d}", "captured, not in the CRM") for n in range(held + 1, count + 1)
        ]
        self.add(minute + 1, ledger.BooksCompared("agree", "order", tuple(lost), len(lost), 0, not lost))

    def end(self, minute: float) -> None:
        self.add(minute, lifecycle.RunEnded("every step is over"))

    def report(self, readings: bool = True) -> DrillReport:
        """The report of the run as told so far."""
        return drill_report(
            self.state,
            run_id="2026-q4-7",
            readings=tuple(self.readings) if readings else (),
            events=len(self.facts),
            head="0f" * 32,
            series=SeriesFile(len(self.readings), 1, "5e" * 32) if readings else None,
            commands=("continuity verify 2026-q4-7",),
        )
