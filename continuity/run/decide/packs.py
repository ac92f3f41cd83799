"""Packs: their numbers, their blanks, and the logs that came back."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.events.copies import NumbersReserved, PackImported, PackSettled
from continuity.events.ledger import BlockIssued
from continuity.events.steps import StepReady
from continuity.run.commands import Who
from continuity.run.commands.packs import BeginRound, KeepLog, PackCommand, Reserve, SettlePack, TakeBlanks
from continuity.run.rights import require_hand
from continuity.run.state import RunState
from continuity.run.words import no_card
from continuity.structure import Private

__all__ = ["decide"]


def decide(run: RunState, command: PackCommand, who: Who) -> list[Body]:
    """Events of a pack command; raises ``Refused``."""
    match command:
        case Reserve(prefix=prefix, last=last):
            return [] if run.used_before(prefix) >= last else [NumbersReserved(prefix, last)]
        case TakeBlanks():
            return _take(run, command)
        case BeginRound(step=step):
            round = run.walker.next_round(step) if run.walker else None
            return [StepReady(round)] if round else []
        case KeepLog():
            return _keep(run, command)
        case SettlePack():
            require_hand(run, who)
            return _settle(run, command, who)


def _take(run: RunState, command: TakeBlanks) -> list[Body]:
    if run.is_over:
        raise Refused(f"the run is {run.status.value}; nothing can be written in it any more")
    taken: list[Body] = []
    for block in command.blocks:
        id = f"{block.prefix}{block.first:0{block.width}d}-{block.last:0{block.width}d}"
        if id in run.ledger.blocks:
            continue
        others = (one for one in run.ledger.blocks.values() if one.series.prefix == block.prefix)
        clash = next((one.id for one in others if one.first <= block.last and block.first <= one.last), None)
        if clash:
            raise Refused(
                f"the blanks {id} of copy {command.copy} overlap the block {clash} of this run",
                hint="Somebody issued the same numbers twice. Put the forms side by side before anything is entered.",
            )
        shape = (block.form, block.prefix, block.width, block.check_digit, block.first, block.last)
        taken.append(BlockIssued(id, *shape, command.custodian, run.is_drill, command.site))
    return taken


def _keep(run: RunState, command: KeepLog) -> list[Body]:
    found = (command.entries, command.taken, command.conflicts, command.clock)
    kept = run.pack_logs.get(command.sha256)
    if kept is not None and not command.taken and kept.conflicts == command.conflicts:
        return []
    return [PackImported(command.copy, command.device, command.sha256, *found)]


def _settle(run: RunState, command: SettlePack, who: Who) -> list[Body]:
    of = (command.device, command.counter)
    logs = (log for log in run.pack_logs.values() if log.device == command.device)
    about = [one for log in logs for one in log.conflicts if one.counter == command.counter]
    if not about:
        hint = "Import the file without --settle: that says what is open."
        raise Refused(f"the log of {command.device} has no conflict {command.counter} in this run", hint=hint)
    if about[-1].number and about[-1].person in (who.actor.id, who.on_behalf_of):
        raise Refused(
            f"{about[-1].person} wrote that order", hint="Somebody else settles what became of it: --as PERSON."
        )
    if not command.reason.strip():
        raise Refused("say why the run stays as it is")
    if of in run.pack_settled:
        return []
    return [PackSettled(*of, Private(no_card(command.reason.strip(), "the reason")))]
