"""Who sits where: joined and left, taken away and back, hand-overs of a role or of command; channels that fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from continuity.structure import Private


@dataclass(frozen=True, slots=True)
class PersonJoined:
    """Somebody took a seat at a terminal, in a role or with a duty."""

    KIND: ClassVar[str] = "person.joined"

    role: str | None = None
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """Somebody left their terminal; what they hold stays theirs."""

    KIND: ClassVar[str] = "person.left"


@dataclass(frozen=True, slots=True)
class PersonAway:
    """A person cannot act: taken away by an inject, or said to be by the lead. Their deputy steps in."""

    KIND: ClassVar[str] = "person.away"

    person: str
    inject: str | None = None
    reason: Private | None = None


@dataclass(frozen=True, slots=True)
class PersonBack:
    """A person who was away can act again."""

    KIND: ClassVar[str] = "person.back"

    person: str


@dataclass(frozen=True, slots=True)
class ChannelAway:
    """A channel fails; messages go by another."""

    KIND: ClassVar[str] = "channel.away"

    channel: str
    inject: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelBack:
    """A channel works again."""

    KIND: ClassVar[str] = "channel.back"

    channel: str


@dataclass(frozen=True, slots=True)
class HandoverOffered:
    """Somebody offers a role, or command when no role is named; until it is accepted nothing changes."""

    KIND: ClassVar[str] = "handover.offered"

    to: str
    from_: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverAccepted:
    """The one who acts now holds the role, or command; ``steps`` are the open ones that came with it."""

    KIND: ClassVar[str] = "handover.accepted"

    from_: str
    role: str | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverDeclined:
    """The offer was not taken, or taken back."""

    KIND: ClassVar[str] = "handover.declined"

    reason: Private
    role: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverAnnounced:
    """Whoever took command has told everybody."""

    KIND: ClassVar[str] = "handover.announced"
