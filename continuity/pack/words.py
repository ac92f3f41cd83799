"""Words of the paper: what a step's acts mean to somebody who has a pen and no screen."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.pack.document import BlankField
from continuity.plan import Field, Message, Step
from continuity.units import short_duration

__all__ = ["acts", "blank_field", "script_text", "spelt", "until_words"]

_HINTS = {"number": "number", "money": "amount", "datetime": "day and time", "phone": "with area code"}
_LONG = 60


def blank_field(field: Field, currency: str) -> BlankField:
    """A field as it stands on paper and on the page."""
    hint = currency if field.type == "money" else _HINTS.get(field.type, "")
    required = field.required
    shape = (field.type, required, field.options, field.identifies, field.total)
    return BlankField(field.id, field.label, *shape, hint, field.type == "text" and len(field.label) > _LONG)


def until_words(until: str, lead: str) -> str:
    """When something ends; on paper nobody sees a probe, so a person says so."""
    return {
        "restored": f"the {lead.lower()} says that the system works again",
        "all_clear": f"the {lead.lower()} has given the all-clear",
    }[until]


def spelt(millis: int) -> str:
    """A length with its unit written out: ``15 minutes``, ``1 hour``, ``2 h 05``."""
    minutes = millis // 60_000
    if millis % 60_000 == 0 and 0 < minutes < 120 and minutes != 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours = minutes // 60
    if millis % 3_600_000 == 0 and 0 < hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return short_duration(millis)


def acts(step: Step, forms: dict[str, str], roles: dict[str, str]) -> Iterator[str]:
    """What the step does to forms, numbers and batches, as orders for paper; ``forms`` and ``roles`` give titles."""
    if step.issue:
        yield (
            "For each person write into the list “Who holds which numbers”: name, first number, last number. "
            f"There are about {step.issue.count} forms for the role {roles.get(step.issue.to, step.issue.to)}."
        )
    if step.records:
        title = forms.get(step.records, step.records)
        yield (
            f"The forms “{title}” are at the back of this pack, or come from whoever hands them out. Take them in the "
            "order of their numbers, one for each; leave none out."
        )
        yield "Spoiled one? Write VOID across it, have a witness sign, keep it. Never use its number again."
    if step.batch:
        yield (
            "Take a batch header. Put the forms that are in no batch yet in the order of their numbers, and fill the "
            "header in. No form waiting? Write “none” beside the time."
        )
    if step.hand_off:
        yield (
            f"They have {spelt(step.hand_off.ack_within)} to count, add up and sign the header. Not signed by then? "
            "Telephone. If the figures differ, nobody leaves with the forms."
        )
    if step.read_back:
        yield "Count and add up yourself before you look at the header. Sign it only when both agree."
    yield from _later(step)


def _later(step: Step) -> Iterator[str]:
    if step.enter:
        yield (
            f"Not before the system has worked for {spelt(step.enter.hold)}. Enter {step.enter.canary} forms and look "
            f"at each, then go on; no more than {step.enter.per_minute} a minute. Write the number that the system "
            "gives on the form."
        )
    if step.return_numbers:
        yield "Give every blank form back, and mark its number “returned” in the register at the back of this pack."
    if step.reconcile:
        yield "In the register of numbers each number has one mark: used, void, returned or missing."


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
