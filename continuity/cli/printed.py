"""Numbers that stand on printed forms: which copy they belong to, and how its blanks come into a run."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.cli.here import PROGRAMME, Here
from continuity.desk.facts import fact_of
from continuity.errors import Refused
from continuity.events.copies import CopyIssued, PackImported, PrintedBlock
from continuity.events.ledger import BlockIssued
from continuity.ledger.numbers import Series, parse_number
from continuity.programme.copies import Copy, register_of_copies
from continuity.run.commands.packs import TakeBlanks
from continuity.run.state import RunState

__all__ = ["blanks_for", "copies", "custodian_of", "is_among", "refuse_other_run"]


def copies(here: Here) -> dict[int, Copy]:
    """The register of copies."""
    told = (event for event in here.store.read(PROGRAMME) if event.kind.startswith("copy."))
    return register_of_copies(fact_of(event, {}) for event in told)


def custodian_of(issued: CopyIssued) -> str:
    """Who holds the blanks of a copy."""
    return f"{issued.custodian or 'whoever holds it'} (copy {issued.copy})"


def refuse_other_run(here: Here, copy: int, blocks: Iterable[PrintedBlock], run: str) -> None:
    """The blanks of a copy belong to one run: in two, one number could stand for two orders. Raises ``Refused``."""
    ours = {(block.prefix, block.first, block.last) for block in blocks}
    for other in here.runs():
        if other == run:
            continue
        for event in here.store.read(other):
            body = event.body
            came = event.kind == PackImported.KIND and body.get("copy") == copy
            used = event.kind == BlockIssued.KIND and (body.get("prefix"), body.get("first"), body.get("last")) in ours
            if came or used:
                raise Refused(
                    f"copy {copy} was used in {other} already",
                    hint="Each run needs packs of its own: continuity pack build. Enter these forms on fresh numbers.",
                )


def blanks_for(here: Here, run: str, state: RunState, numbers: Iterable[str]) -> list[TakeBlanks]:
    """What takes the blanks of the copies on which these numbers stand into the run; nothing for those that it knows.

    Raises ``Refused`` when a copy is of the other mode, of another runbook, or was used in another run.
    """
    waiting = [number for number in numbers if number not in state.ledger.numbers]
    found: dict[int, TakeBlanks] = {}
    for copy in copies(here).values() if waiting else ():
        issued = copy.issued
        if issued.copy in found or not any(is_among(number, issued.blocks) for number in waiting):
            continue
        if issued.mode != state.mode or issued.runbook not in state.plan.runbooks:
            raise Refused(
                f"copy {issued.copy} is a {issued.mode} pack of {issued.runbook}",
                hint=f"{run} is {state.mode}, of {state.plan.runbook.id}: take a form of its own.",
            )
        refuse_other_run(here, issued.copy, issued.blocks, run)
        found[issued.copy] = TakeBlanks(issued.copy, custodian_of(issued), issued.blocks, issued.site)
    return list(found.values())


def is_among(number: str, blocks: Iterable[PrintedBlock]) -> bool:
    """Whether a number is one of these blanks."""
    return any(block.first <= _sequence(block, number) <= block.last for block in blocks)


def _sequence(block: PrintedBlock, number: str) -> int:
    """Which form of the block's series it is; 0 for a number of another series."""
    try:
        return parse_number(number, Series(block.prefix, block.width, block.check_digit))
    except Refused:
        return 0
