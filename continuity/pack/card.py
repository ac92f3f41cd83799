"""The card for the first ten minutes, and one card for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.pack.document import Card, Line, RoleCard
from continuity.pack.practice import on_the_first_page
from continuity.pack.reach import Reach
from continuity.pack.sheet import Asked
from continuity.pack.words import spelt
from continuity.plan import Step
from continuity.workspace.blocks import all_forms, all_steps, role_titles, steps

__all__ = ["first_minutes", "role_cards"]

Holders = Mapping[str, tuple[str, ...]]
_SHOWN = 4
"""So many of a role's acts stand on its card."""


def first_minutes(asked: Asked, holders: Holders, reach: Reach) -> Card:
    """What everybody does until the runbook has begun, whatever their role."""
    book = asked.runbooks[asked.first]
    titles = role_titles(asked.runbooks)
    early = list(_until_begun([step for _, step in steps(book)]))
    return Card(
        drill=on_the_first_page(asked.to_ask, asked.code_words) if asked.drill else (),
        signs=book.symptoms,
        begin=book.activation.trigger,
        says_so=" or ".join(titles.get(role, role) for role in book.activation.authority),
        does=tuple(Line(titles.get(step.role, step.role), " ".join(_told(step))) for step in early),
        careful=tuple(dict.fromkeys(one for step in early for one in step.careful)),
        reach=tuple(
            f"{titles.get(role, role)}: {'; '.join(reach.spoken(id) for id in holders.get(role, ())) or '________'}"
            for role in dict.fromkeys((*book.activation.authority, *(step.role for step in early)))
        ),
        fetch=_fetch(asked),
        over=book.activation.stand_down,
    )


def _fetch(asked: Asked) -> tuple[str, ...]:
    """What the runbooks want at hand; one person brings it, and that is the lead."""
    return tuple(dict.fromkeys(what for book in asked.runbooks.values() for what in book.pack)) if asked.leads else ()


def _told(step: Step) -> Iterator[str]:
    yield f"{step.do}{f', within {spelt(step.target)}' if step.target else ''}."
    if step.if_not:
        yield f"If not: {step.if_not[:1].lower()}{step.if_not[1:]}."


def _until_begun(found: list[Step]) -> Iterator[Step]:
    """The steps up to the one that begins the runbook; the first three where none says so."""
    begins = next((number for number, step in enumerate(found) if step.marks == "activated"), 2)
    yield from found[: begins + 1]


def role_cards(asked: Asked, holders: Holders, reach: Reach) -> tuple[RoleCard, ...]:
    """Every role, the reader's own first."""
    titles = role_titles(asked.runbooks)
    order = sorted(titles, key=lambda role: role != asked.role)
    return tuple(_role_card(role, asked, holders, reach) for role in order)


def _role_card(role: str, asked: Asked, holders: Holders, reach: Reach) -> RoleCard:
    titles = role_titles(asked.runbooks)
    backup = next(
        (b.roles[role].backup for b in asked.runbooks.values() if role in b.roles and b.roles[role].backup), None
    )
    does = [step.do for step in all_steps(asked.runbooks) if step.role == role]
    does += [f"Sign “{step.do}”" for step in all_steps(asked.runbooks) if step.sign_off and step.sign_off.role == role]
    more = [f"and {len(does) - _SHOWN} more"] if len(does) > _SHOWN + 1 else []
    shown = does[:_SHOWN] if more else does
    limits = [
        f"Say yes or no to each order over {limit.max}"
        for form in all_forms(asked.runbooks).values()
        for limit in form.limits
        if limit.approval == role
    ]
    return RoleCard(
        title=titles[role],
        mine=role == asked.role,
        holders="; ".join(reach.spoken(id) for id in holders.get(role, ())),
        if_absent=titles.get(backup, backup) if backup else "",
        does=(*limits, *shown, *more),
    )
