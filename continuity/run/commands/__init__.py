"""What people and drivers can ask of a run. The desk decides; refusals come back with every reason."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events import Actor
from continuity.run.commands.control import ClearFault, ControlCommand, FireFault, FireInject, Tell
from continuity.run.commands.life import Abort, CodeWord, LifeCommand, Note, Pause, Resume, StateOutage, StateRestored
from continuity.run.commands.packs import BeginRound, KeepLog, PackCommand, Reserve, SettlePack, TakeBlanks
from continuity.run.commands.party import Accept, Announce, Decline, Join, Leave, Offer, PartyCommand, SayAway, SayBack
from continuity.run.commands.records import (
    Capture,
    Compare,
    Correct,
    CountByHand,
    EnterAgain,
    EnterByHand,
    MarkMissing,
    MarkReal,
    RecordCommand,
    Return,
    Settle,
    Void,
)
from continuity.run.commands.review import Rate, Review, ReviewCommand
from continuity.run.commands.stations import (
    LookedFor,
    MadeCustomers,
    SendAgain,
    StationCommand,
    TakeUp,
    TellInFlight,
    TellPayments,
)
from continuity.run.commands.steps import (
    Block,
    Fail,
    Finish,
    Improvise,
    RefuseSkip,
    Reopen,
    SignOff,
    Skip,
    Start,
    StepCommand,
    Unblock,
)

__all__ = [
    "Abort",
    "Accept",
    "Announce",
    "BeginRound",
    "Block",
    "Capture",
    "ClearFault",
    "CodeWord",
    "Command",
    "Compare",
    "ControlCommand",
    "Correct",
    "CountByHand",
    "Decline",
    "EnterAgain",
    "EnterByHand",
    "Fail",
    "Finish",
    "FireFault",
    "FireInject",
    "Improvise",
    "Join",
    "KeepLog",
    "Leave",
    "LifeCommand",
    "LookedFor",
    "MadeCustomers",
    "MarkMissing",
    "MarkReal",
    "Note",
    "Offer",
    "PackCommand",
    "PartyCommand",
    "Pause",
    "Rate",
    "RecordCommand",
    "RefuseSkip",
    "Reopen",
    "Reserve",
    "Resume",
    "Return",
    "Review",
    "ReviewCommand",
    "SayAway",
    "SayBack",
    "SendAgain",
    "Settle",
    "SettlePack",
    "SignOff",
    "Skip",
    "Start",
    "StateOutage",
    "StateRestored",
    "StationCommand",
    "StepCommand",
    "TakeBlanks",
    "TakeUp",
    "Tell",
    "TellInFlight",
    "TellPayments",
    "Unblock",
    "Void",
    "Who",
]


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, in which role, for whom."""

    actor: Actor
    role: str | None = None
    duty: str | None = None
    on_behalf_of: str | None = None


Command = (
    StepCommand
    | RecordCommand
    | StationCommand
    | LifeCommand
    | PartyCommand
    | ControlCommand
    | ReviewCommand
    | PackCommand
)
