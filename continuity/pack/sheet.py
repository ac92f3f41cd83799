"""The runbook as one role sees it: its own steps in order, and before each what it has to wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from string import ascii_uppercase

from continuity.pack.batches import receivers
from continuity.pack.beside import beside
from continuity.pack.document import Part, Script, SheetStep, SignLine
from continuity.pack.practice import under_a_step
from continuity.pack.words import (
    Titles,
    acts,
    all_clear,
    blank_field,
    right_when,
    sample_words,
    script_text,
    spelt,
    ways,
)
from continuity.plan import Block, Decide, Follow, Lanes, Message, Repeat, Runbook, Step
from continuity.run.inputs import inputs_of
from continuity.workspace.blocks import all_forms, placed, role_titles, steps

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
    code_words: tuple[str, ...]
    """Said aloud in a drill when something real happens."""

    @property
    def leads(self) -> bool:
        """Whether the reader is the one whom everybody else asks."""
        return self.role == self.runbooks[self.first].activation.authority[0]

    @property
    def to_ask(self) -> str | None:
        """``shift lead``; none in that person's own pack."""
        return None if self.leads else self.lead.lower()

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
    parts = [Part(title, note, tuple(step for _, step in inner)) for (title, note), inner in rows]
    return Sheet(tuple(_headed(part, parts[:place]) for place, part in enumerate(parts)), tuple(walk.scripts))


def _headed(part: Part, before: Sequence[Part]) -> Part:
    """A heading also where a round or another runbook is over: else its last heading would go on standing above."""
    if before and not part.title and not part.note:
        return replace(part, title="After that", note="Once, in this order." if len(part.steps) > 1 else "Once.")
    again = any(one.title == part.title and one.steps[0].rounds for one in before)
    if again and not part.steps[0].rounds:
        return replace(part, note=f"{part.note} For the last time.".lstrip())
    return part


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
                places = {id: self._lane(place, key, id, lanes) for id in lanes}
                return _after([self.list(inner, places[id], before) for id, inner in lanes.items()])
            case Decide(cases=cases, decide=answer):
                places = {name: self._case(answer, name, replace(place, prefix=key + "/")) for name in cases}
                return _after([self.list(inner, places[name], before) for name, inner in cases.items()])

    def _repeat(self, block: Repeat, key: str, place: _Place, before: str) -> str:
        over = all_clear(self.asked.to_ask)
        often = f"Every {spelt(block.every)}" if block.every else "Again and again"
        self.list(block.steps, replace(place, prefix=key + "#/", rounds=True, note=f"{often}, until {over}."), before)
        return _sentence(over)

    def _lane(self, place: _Place, key: str, id: str, lanes: Mapping[str, tuple[Block, ...]]) -> _Place:
        note = place.note if place.rounds else beside(lanes, id, self.asked.role, self.asked.runbooks)
        return replace(place, prefix=key + "/", title=id.replace("-", " ").capitalize(), note=note)

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
        over = _sentence(all_clear(self.asked.to_ask))
        others = over if step.until else f"{titles.get(step.role, step.role)}: {step.do}"
        if step.marks == "all_clear" and before == over:
            before = ""
        if step.role == self.asked.role:
            self.rows.append((place, self._mine(step, key, place, before)))
            return ""
        if step.sign_off and step.sign_off.role == self.asked.role:
            self.rows.append((place, self._to_sign(step, key, place, others)))
            return ""
        return others

    def _mine(self, step: Step, key: str, place: _Place, before: str) -> SheetStep:
        titles = self._titles()
        number = str(len(self.rows) + 1)
        return SheetStep(
            number=number,
            key=key,
            do=step.do,
            expect=right_when(step),
            if_not=step.if_not,
            careful=step.careful,
            wait=before,
            within=spelt(step.target) if step.target else "",
            until=all_clear(self.asked.to_ask) if step.until else "",
            critical=step.critical,
            never_skipped=step.skip == "never",
            rounds=place.rounds,
            fields=tuple(blank_field(one, self.asked.currency) for one in inputs_of(step)),
            script=self._script(step.message, number) if step.message else "",
            acts=tuple(acts(step, titles)),
            drill=under_a_step(step, self.asked.to_ask) if self.asked.drill else "",
            records=step.records or "",
            batch=step.batch or "",
            hands_out=step.issue is not None,
            later=bool(step.enter or step.reconcile),
            signs=False,
            sign=_sign_line(step, titles),
        )

    def _titles(self) -> Titles:
        books = self.asked.runbooks
        forms = {id: form.title for id, form in all_forms(books).items()}
        return Titles(forms, role_titles(books), receivers(books), self.asked.to_ask)

    def _to_sign(self, step: Step, key: str, place: _Place, before: str) -> SheetStep:
        """A step of somebody else, which this role looks at and signs."""
        bare = Step(step.id, f"Look for yourself, then sign: “{step.do}”", self.asked.role, critical=step.critical)
        row = self._mine(bare, key, place, before)
        doer = role_titles(self.asked.runbooks).get(step.role, step.role).lower()
        where = f"Sign on the {doer}'s page; slash the circle here."
        meaning = step.sign_off.meaning if step.sign_off else ""
        return replace(
            row,
            acts=tuple(words for words in (sample_words(step), where) if words),
            expect=meaning,
            if_not="Do not sign; say what is wrong and give it back",
            signs=True,
        )

    def _script(self, message: Message, number: str) -> str:
        letter = ascii_uppercase[len(self.scripts) % 26]
        by = ways(tuple(self.asked.channels.get(one, one) for one in message.by))
        again = f"Write in the time {spelt(self._pace(message))} from now." if message.next_update else ""
        text = script_text(message, self.asked.drill)
        self.scripts.append(Script(letter, number, message.audience, text, by, again))
        return letter

    def _pace(self, message: Message) -> int:
        """When they hear again, in milliseconds: at the next round, where rounds come sooner than was promised."""
        rounds = [
            found.block.every
            for book in self.asked.runbooks.values()
            for found in placed(book.steps)
            if isinstance(found.block, Repeat) and found.block.every and _speaks_to(found.block, message.audience)
        ]
        return min([*rounds, message.next_update or 0])


def _speaks_to(block: Repeat, audience: str) -> bool:
    said = [one.block.message for one in placed(block.steps) if isinstance(one.block, Step) and one.block.message]
    return any(message.audience == audience for message in said)


def _sign_line(step: Step, titles: Titles) -> SignLine | None:
    sign = step.sign_off
    if sign is None:
        return None
    return SignLine(
        sign.role, titles.roles.get(sign.role, sign.role), sign.meaning, sign.not_the_doer, sample_words(step)
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _after(ends: list[str]) -> str:
    """What has to be over when several lists were side by side."""
    told = list(dict.fromkeys(end for end in ends if end))
    return told[0] if len(told) == 1 else ("Everybody has finished what comes before this" if told else "")
