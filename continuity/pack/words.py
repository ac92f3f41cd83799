"""Words of the paper: what a step's acts mean to somebody who has a pen and no screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from continuity.pack.document import BlankField
from continuity.plan import Field, Message, Step
from continuity.units import short_duration

__all__ = [
    "Titles",
    "acts",
    "all_clear",
    "blank_field",
    "more_forms",
    "right_when",
    "sample_words",
    "script_text",
    "spelt",
    "ways",
]

_HINTS = {"number": "number", "money": "amount", "datetime": "day and time", "phone": "with area code"}
_LONG = 60


@dataclass(frozen=True, slots=True)
class Titles:
    """What people call things: forms and roles by id, the receivers of a form's batches, whom to ask."""

    forms: Mapping[str, str]
    roles: Mapping[str, str]
    receivers: Mapping[str, tuple[str, ...]]
    lead: str | None
    """None in the lead's own pack."""


def blank_field(field: Field, currency: str) -> BlankField:
    """A field as it stands on paper and on the page."""
    hint = currency if field.type == "money" else _HINTS.get(field.type, "")
    required = field.required
    is_long = field.type == "text" and len(field.label) > _LONG
    shape = (field.type, required, field.options, field.identifies, field.total)
    return BlankField(field.id, field.label, *shape, hint, is_long, field.means == "quantity")


def all_clear(lead: str | None) -> str:
    """When work by hand ends: on paper nobody sees a probe, so a person says so; ``lead`` is none for that person."""
    return f"the {lead} gives the all-clear" if lead else "you give the all-clear"


def spelt(millis: int) -> str:
    """A length with its unit written out: ``15 minutes``, ``1 hour``, ``2 h 05``."""
    minutes = millis // 60_000
    if millis % 60_000 == 0 and 0 < minutes < 120 and minutes != 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours = minutes // 60
    if millis % 3_600_000 == 0 and 0 < hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return short_duration(millis)


def right_when(step: Step) -> str:
    """The wanted result; on paper a hand-off is over when the header is signed."""
    return "; ".join(part for part in (step.expect, "they have signed the header" if step.hand_off else "") if part)


def acts(step: Step, titles: Titles) -> Iterator[str]:
    """What the step does to forms, numbers and batches, as orders for paper."""
    if step.issue:
        yield (
            f"Hand out the blank forms of this pack to: {titles.roles.get(step.issue.to, step.issue.to)}; the lowest "
            "numbers first. For each person write name, first number and last number into “Who holds which numbers”, "
            "on the page “Given out”."
        )
    if step.records:
        yield from _records(titles.forms.get(step.records, step.records), titles.lead)
    if step.batch:
        yield (
            "Put the forms that are in no batch yet in the order of their numbers. "
            f"{_headers(titles.receivers.get(step.batch, ()))} Write the batch on each form, and into “Batches” "
            "on the page “Given out”. No form waiting? Write “none” beside the time."
        )
    if step.hand_off:
        late = "" if step.if_not else " Not signed by then? Telephone."
        yield f"They have {spelt(step.hand_off.ack_within)} to count, add up and sign the header.{late}"
    if step.read_back:
        yield "Count and add up yourself before you look at the header. Sign it only when both agree."
    if step.hand_off or step.read_back:
        yield _DIFFER
    yield from _later(step)


_DIFFER = (
    "Telephone and read count and total aloud. If they differ, both count again, together. If they still differ, the "
    "batch comes back whole, with the reason on its header."
)


def more_forms(lead: str | None) -> str:
    """What to do when no form is left; ``lead`` is whom to ask, none in that person's own pack."""
    return f"Ask the {lead}" if lead else "Take them from another pack"


def _records(title: str, lead: str | None) -> Iterator[str]:
    yield (
        f"The forms “{title}” are at the back of this pack, or are handed out. Take them in the order of their "
        "numbers; leave none out. Mark each on the page “Numbers” at once."
    )
    yield "Spoiled one? Write VOID across it, fill in its VOID line, keep it. Never use its number again."
    yield (f"Out of forms? {more_forms(lead)}; write the new numbers below the last row of “Numbers”.")


def _headers(to: tuple[str, ...]) -> str:
    if len(to) < 2:
        return "Fill in a batch header."
    names = ", ".join(f"one to {name.lower()}" for name in to)
    return f"Fill in a batch header for each who gets the batch: {names}."


def _later(step: Step) -> Iterator[str]:
    if step.enter:
        yield (
            f"Not before the system has worked for {spelt(step.enter.hold)}. Enter {step.enter.canary} forms and look "
            f"at each, then go on; no more than {step.enter.per_minute} a minute. Write the number that the system "
            "gives on the form."
        )
    if step.return_numbers or step.reconcile:
        back = "Give every blank form back; mark it “returned”. " if step.return_numbers else ""
        yield f"{back}In “Numbers” each number has one mark."


def sample_words(step: Step) -> str:
    """How whoever signs looks at what was entered; empty where no sample is asked for."""
    if not step.enter or not step.enter.sample:
        return ""
    return f"Take {step.enter.sample} forms, spread over all of them; compare each with the system, field by field."


def ways(channels: tuple[str, ...]) -> str:
    """How a message goes out, the first choice first; empty when nothing says so."""
    return " If that is down: ".join(f"{one}." for one in channels)


def script_text(message: Message, drill: bool) -> str:
    """What is said, with a line to write on for each time that nobody can know beforehand."""
    text = " ".join(message.says.split())
    for name, blank in _SAID.items():
        text = text.replace("{" + name + "}", blank)
    return f"DRILL DRILL DRILL: {text}" if drill else text


_SAID = {
    "since": "________ (time)",
    "next_update": "________ (time)",
    "estimate": "________ (a time, or “no estimate yet”)",
}
