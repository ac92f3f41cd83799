"""What an entry of a log asks of the run, and in whose name."""

from __future__ import annotations

from continuity.events import Actor, Known
from continuity.pack.log import Entry, PackLog
from continuity.pack.totals import figures_of
from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.pack_orders import source_of as run_source_of

__all__ = ["command_of", "source_of", "who_of"]


def source_of(log: PackLog, entry: Entry) -> str:
    """Where an event came from: device and counter, so that the same entry is taken once."""
    return run_source_of(log.device, entry.counter)


def who_of(log: PackLog, entry: Entry) -> Who:
    """The person as named in the page; nobody checked it."""
    return Who(Actor(entry.person, Known.STATED), role=entry.role or log.role)


def command_of(log: PackLog, entry: Entry, on_paper: tuple[str, ...] = ()) -> Command | None:
    """The command; none for what only says how the device's clock stood. ``on_paper`` is what a batch is over."""
    key, text = entry.key, entry.text
    match entry.kind:
        case "capture":
            device = f"pack-{log.device}"
            return ask.Capture(entry.form, entry.fields, device, entry.counter, entry.number, entry.approved_by)
        case "void":
            return ask.Void(entry.number, text, entry.witness)
        case "note":
            return ask.Note(text, key or None)
        case "batch":
            return ask.Note(f"Batch header {entry.name}: {figures_of(entry.control)}")
        case "start":
            return ask.Start(key)
        case "finish":
            return ask.Finish(key, entry.fields, on_paper)
        case "block":
            return ask.Block(key, text)
        case "unblock":
            return ask.Unblock(key)
        case "skip":
            return ask.Skip(key, text, entry.second)
        case "reopen":
            return ask.Reopen(key, text)
        case "sign":
            return ask.SignOff(key)
    return None
