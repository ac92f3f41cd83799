"""The runbook as one role sees it: its own steps in order, and before each what it has to wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from string import ascii_uppercase

from continuity.pack.document import Part, Script, SheetStep, SignLine
from continuity.pack.words import acts, blank_field, script_text, spelt, until_words
from continuity.plan import Block, Decide, Follow, Lanes, Message, Repeat, Runbook, Step
from continuity.run.inputs import inputs_of
from continuity.workspace.blocks import role_titles, steps

__all__ = ["Asked", "Sheet", "sheet"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose sheet of which runbook; ``runbooks`` are the first one and all that are followed from it."""

    runbooks: Mapping[str, Runbook]
    first: str
    role: str
    currency: str
    drill: bool
    channels: Mapping[str, str]

    @property
    def lead(self) -> str:
        """What people call whoever may begin."""
        book = self.runbooks[self.first]
        role = book.activation.authority[0]
        return role_titles(self.runbooks).get(role, role)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The steps of a role, and what it says to whom."""

    parts: tuple[Part, ...]
    scripts: tuple[Script, ...]


def sheet(asked: Asked) -> Sheet:
    """Every step that the role does or signs, under headings, numbered from 1."""
    walk = _Walk(asked)
    walk.list(asked.runbooks[asked.first].steps, _Place(runbook=asked.first), "")
    rows = groupby(walk.rows, lambda row: (row[0].title, row[0].note))
    parts = tuple(Part(title, note, tuple(step for _, step in inner)) for (title, note), inner in rows)
    return Sheet(parts, tuple(walk.scripts))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the key's beginning, the heading, and whether it comes round again."""

    prefix: str = ""
    runbook: str = ""
    title: str = ""
    note: str = ""
    rounds: bool = False


@dataclass(slots=True)
class _Walk:
    asked: Asked
    rows: list[tuple[_Place, SheetStep]] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)

    def list(self, blocks: tuple[Block, ...], place: _Place, before: str) -> str:
        """Go through a list; ``before`` and the answer say what somebody else must have finished first."""
        for block in blocks:
            before = self._block(block, place, before)
        return before

    def _block(self, block: Block, place: _Place, before: str) -> str:
        key = place.prefix + block.id
        match block:
            case Step():
                return self._step(block, key, place, before)
            case Follow(follow=other):
                there = self.asked.runbooks[other]
                inside = replace(place, prefix=key + "/", runbook=other, title=there.title)
                return self.list(there.steps, inside, before)
            case Repeat():
                return self._repeat(block, key, place, before)
            case Lanes(lanes=lanes):
                return _after([self.list(inner, _lane(place, key, id, lanes), before) for id, inner in lanes.items()])
            case Decide(cases=cases, decide=answer):
                places = {name: self._case(answer, name, replace(place, prefix=key + "/")) for name in cases}
                return _after([self.list(inner, places[name], before) for name, inner in cases.items()])

    def _repeat(self, block: Repeat, key: str, place: _Place, before: str) -> str:
        over = until_words(block.repeat_until, self.asked.lead)
        often = f"Every {spelt(block.every)}" if block.every else "Again and again"
        self.list(block.steps, replace(place, prefix=key + "#/", rounds=True, note=f"{often}, until {over}."), before)
        return over[:1].upper() + over[1:]

    def _case(self, answer: str, name: str, place: _Place) -> _Place:
        step_id, _, field_id = answer.rpartition(".")
        asked = (
            one for _, step in steps(self.asked.runbooks[place.runbook]) if step.id == step_id for one in step.inputs
        )
        label = next((one.label for one in asked if one.id == field_id), answer)
        words = f"Only if “{label}” was answered with “{name}”" if name != "default" else f"For any other “{label}”"
        return replace(place, title=words)

    def _step(self, step: Step, key: str, place: _Place, before: str) -> str:
        titles = role_titles(self.asked.runbooks)
        others = f"{titles.get(step.role, step.role)}: {step.do}"
        if step.role == self.asked.role:
            self.rows.append((place, self._mine(step, key, place, before)))
            return ""
        if step.sign_off and step.sign_off.role == self.asked.role:
            self.rows.append((place, self._to_sign(step, key, place, others)))
            return ""
        return others

    def _mine(self, step: Step, key: str, place: _Place, before: str) -> SheetStep:
        titles = role_titles(self.asked.runbooks)
        forms = {id: form.title for book in self.asked.runbooks.values() for id, form in book.forms.items()}
        sign = step.sign_off
        number = str(len(self.rows) + 1)
        return SheetStep(
            number=number,
            key=key,
            do=step.do,
            expect=step.expect,
            if_not=step.if_not,
            careful=step.careful,
            wait=before,
            within=spelt(step.target) if step.target else "",
            until=until_words(step.until, self.asked.lead) if step.until else "",
            critical=step.critical,
            never_skipped=step.skip == "never",
            rounds=place.rounds,
            fields=tuple(blank_field(one, self.asked.currency) for one in inputs_of(step)),
            script=self._script(step.message, number) if step.message else "",
            acts=tuple(acts(step, forms, titles)),
            records=step.records or "",
            batch=step.batch or "",
            hands_out=step.issue is not None,
            later=bool(step.enter or step.reconcile),
            signs=False,
            sign=SignLine(sign.role, titles.get(sign.role, sign.role), sign.meaning, sign.not_the_doer)
            if sign
            else None,
        )

    def _to_sign(self, step: Step, key: str, place: _Place, before: str) -> SheetStep:
        """A step of somebody else, which this role looks at and signs."""
        bare = Step(step.id, f"Look for yourself, then sign: “{step.do}”", self.asked.role, critical=step.critical)
        row = self._mine(bare, key, place, before)
        meaning = step.sign_off.meaning if step.sign_off else ""
        return replace(row, expect=meaning, if_not="Do not sign; say what is wrong and give it back", signs=True)

    def _script(self, message: Message, number: str) -> str:
        letter = ascii_uppercase[len(self.scripts) % 26]
        by = ", or if that is down: ".join(self.asked.channels.get(one, one) for one in message.by)
        again = f"They hear again within {spelt(message.next_update)}." if message.next_update else ""
        text = script_text(message, self.asked.drill)
        self.scripts.append(Script(letter, number, message.audience, text, by, again))
        return letter


def _lane(place: _Place, key: str, id: str, lanes: Mapping[str, object]) -> _Place:
    others = ", ".join(other.replace("-", " ") for other in lanes if other != id)
    beside = f"At the same time, others do: {others}." if others else ""
    title = id.replace("-", " ").capitalize()
    return replace(place, prefix=key + "/", title=title, note=place.note if place.rounds else beside)


def _after(ends: list[str]) -> str:
    """What has to be over when several lists were side by side."""
    told = list(dict.fromkeys(end for end in ends if end))
    return told[0] if len(told) == 1 else ("Everybody has finished what comes before this" if told else "")
