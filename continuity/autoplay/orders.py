"""Invented orders, the same ones for the same seed. Pure."""

from __future__ import annotations

import random

from continuity.plan import Field, Form

__all__ = ["fill_in"]

_CUSTOMERS = (
    "Atelier du Jardin, Lyon",
    "Brennan & Daughters, Cork",
    "Casa Verde, Porto",
    "De Groene Hoek, Utrecht",
    "Ernte und Erde, Freiburg",
    "Fjord Hage, Bergen",
    "Giardini Neri, Torino",
    "Huerta del Sol, Murcia",
    "Les Serres du Lac, Annecy",
    "Nowak Ogrody, Kraków",
    "Orchard Row, Leeds",
    "Potager Royal, Bruxelles",
)
_ITEMS = (
    "border spade",
    "digging fork",
    "hedge shears",
    "pruning saw",
    "rain barrel 200 l",
    "seed tray",
    "wheelbarrow",
)


def fill_in(form: Form, number: int, seed: int) -> dict[str, str]:
    """What a customer wants, field by field; the ``number``-th order of a drill with that seed."""
    dice = random.Random(f"{seed}/{number}")
    quantity = dice.randint(1, 24)
    total = quantity * dice.randint(900, 9_800)
    return {field.id: _answer(field, dice, quantity, min(total, 480_000)) for field in form.fields if field.required}


def _answer(field: Field, dice: random.Random, quantity: int, total: int) -> str:
    if field.type == "money":
        return f"{total // 100}.{total % 100:02d}"
    if field.type == "number":
        return str(quantity)
    if field.type == "phone":
        return f"+33 1 99 00 {dice.randint(10, 99)} {dice.randint(10, 99)}"
    if field.type == "choice":
        return dice.choice(field.options)
    if field.type == "datetime":
        return "2026-01-01T12:00:00Z"
    return dice.choice(_CUSTOMERS if field.identifies else _ITEMS)
