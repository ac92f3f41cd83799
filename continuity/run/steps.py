"""The steps of a run: which exist, in which state, and which may begin.

A step's key is the way to it from the root, ``by-hand/rounds#2/accounting/send``: repeats count their
rounds, followed runbooks keep the id of the block that follows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from continuity.events.envelope import Actor
from continuity.plan import Block, Decide, Follow, FrozenPlan, Lanes, Repeat, Step
from continuity.run.party import Standing

__all__ = [
    "Attempt",
    "Outline",
    "SkipAsked",
    "StepState",
    "StepStatus",
    "StoodIn",
    "beside",
    "later_than",
    "outline",
    "static_key",
]


class StepStatus(Enum):
    """Where a step stands; waiting steps are not listed. Late is computed, never stored."""

    READY = "ready"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    TO_SIGN = "to_sign"
    """The doer is done; the sign-off is missing."""
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not_applicable"
    CANCELLED = "cancelled"
    IMPROVISED = "improvised"
    """Done, and no step of the runbook asks for it."""

    @property
    def is_over(self) -> bool:
        """Whether what follows may begin."""
        return self in _OVER

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self not in _OVER


_OVER = frozenset(StepStatus) - {StepStatus.READY, StepStatus.IN_PROGRESS, StepStatus.BLOCKED, StepStatus.TO_SIGN}


@dataclass(frozen=True, slots=True)
class SkipAsked:
    """Somebody asked the lead to leave a step out; ``refused`` is why the lead wants it done."""

    by: str
    reason: str
    at: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class StoodIn:
    """Somebody who did or signed a step in a role that was another's at that time.

    ``held_by`` held it; ``for_`` is whose backup role or whose deputy it was (empty for neither); ``away`` says of each
    holder who could not act why, in words.
    """

    person: str
    role: str
    standing: Standing
    at: int
    signed: bool = False
    held_by: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()
    away: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a step had ended before it was taken up again, and why it was."""

    status: StepStatus
    at: int
    by: str
    answers: Mapping[str, str]
    reason: str
    second: str | None
    taken_up_at: int
    why: str


@dataclass(slots=True)
class StepState:
    """One step of one run; times are real milliseconds."""

    key: str
    step: Step
    runbook: str
    ready_at: int
    status: StepStatus = StepStatus.READY
    started_at: int | None = None
    ended_at: int | None = None
    person: Actor | None = None
    on_behalf_of: str | None = None
    doers: tuple[str, ...] = ()
    """Everybody who took it on or said that it was done, and for whom."""
    signed_by: Actor | None = None
    signed_for: str | None = None
    stood_in: tuple[StoodIn, ...] = ()
    second: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    reason: str = ""
    reopened: int = 0
    attempts: tuple[Attempt, ...] = ()
    """How it had ended each time before it was taken up again."""
    skip_asked: SkipAsked | None = None
    after: str = ""
    """For an improvised step: the step that it followed."""
    seq: int = 0
    """The last event that touched it; what a stale command is measured by."""
    touched_at: int = 0
    touched_by: Actor | None = None
    touched_for: str | None = None

    @property
    def turn(self) -> str:
        """The role that has to act: the doer's, and then the one that signs."""
        return self.step.sign_off.role if self._is_to_sign and self.step.sign_off else self.step.role

    @property
    def asked(self) -> str:
        """What that role has to do, and whether somebody wants to leave it out."""
        mark = " (whoever leads says whether it is left out)" if self.waits_for_yes else ""
        return f"signs off: {self.step.do}" if self._is_to_sign else f"{self.step.do}{mark}"

    @property
    def waits_for_yes(self) -> bool:
        """Whether somebody has asked to leave it out, and whoever leads has not answered."""
        return self.status.is_open and self.skip_asked is not None and not self.skip_asked.refused

    @property
    def _is_to_sign(self) -> bool:
        return self.status is StepStatus.TO_SIGN


@dataclass(frozen=True, slots=True)
class Outline:
    """A step as the plan has it, before anything happened."""

    key: str
    step: Step
    runbook: str
    lane: str | None = None


def outline(plan: FrozenPlan) -> tuple[Outline, ...]:
    """Every step in the order of reading; repeats once, every case of a decision."""
    return tuple(_outline(plan, plan.runbook.steps, "", plan.runbook.id, None))


def beside(key: str, id: str) -> str:
    """The key of the block ``id`` in the same list as the step ``key``."""
    return key[: key.rfind("/") + 1] + id


def static_key(key: str) -> str:
    """The key without its round numbers."""
    return "/".join(part.partition("#")[0] for part in key.split("/"))


def _outline(
    plan: FrozenPlan, blocks: tuple[Block, ...], prefix: str, runbook: str, lane: str | None
) -> Iterator[Outline]:
    for block in blocks:
        key = prefix + block.id
        match block:
            case Step():
                yield Outline(key, block, runbook, lane)
            case Lanes(lanes=lanes):
                for name, inner in lanes.items():
                    yield from _outline(plan, inner, key + "/", runbook, name)
            case Decide(cases=cases):
                for inner in cases.values():
                    yield from _outline(plan, inner, key + "/", runbook, lane)
            case Repeat(steps=inner):
                yield from _outline(plan, inner, key + "/", runbook, lane)
            case Follow(follow=other):
                yield from _outline(plan, plan.runbooks[other].steps, key + "/", other, lane)


def later_than(plan: FrozenPlan, key: str) -> frozenset[str]:
    """Keys, without round numbers, of the steps that the runbook puts after this one; lanes beside it are not."""
    return frozenset(_later(plan, plan.runbook.steps, "", static_key(key).split("/")))


def _later(plan: FrozenPlan, blocks: tuple[Block, ...], prefix: str, parts: list[str]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if block.id != parts[0]:
            continue
        yield from (item.key for item in _outline(plan, blocks[number + 1 :], prefix, "", None))
        if len(parts) > 1:
            for inner in _lists(plan, block):
                yield from _later(plan, inner, prefix + block.id + "/", parts[1:])


def _lists(plan: FrozenPlan, block: Block) -> Iterator[tuple[Block, ...]]:
    match block:
        case Lanes(lanes=lists) | Decide(cases=lists):
            yield from lists.values()
        case Repeat(steps=inner):
            yield inner
        case Follow(follow=other):
            yield plan.runbooks[other].steps
