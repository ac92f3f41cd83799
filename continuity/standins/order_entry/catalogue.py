"""Orders as a small wholesaler of garden tools takes them: invented customers, baskets of a real size."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from continuity.standins.web.messages import Json
from continuity.units import Money

__all__ = ["Basket", "Line", "basket"]

_CURRENCY = "EUR"
_CUSTOMERS = (
    "Jardinerie Morvan, Quimper",
    "Grünwerk Albrecht, Freising",
    "Hoveniersbedrijf De Linde, Zwolle",
    "Vivai Pellegrini, Pistoia",
    "Ogrodnictwo Zielony Dwór, Lublin",
    "Tuinland Verhaege, Kortrijk",
    "Viveros La Encina, Cáceres",
    "Planteskolen Åbrinken, Randers",
    "Garten & Hof Leitner, Steyr",
    "Zahradnictví Pod Lipou, Kolín",
    "Greenfingers of Kilkenny",
    "Horto Ribeira Verde, Braga",
    "Plantagen Björkhaga, Växjö",
    "Kertészet Bodza, Szeged",
)
_ITEMS = (
    ("GT-1010", "Bypass pruner, 21 cm", 2_490),
    ("GT-1025", "Lopper with telescopic handles", 4_750),
    ("GT-1100", "Digging spade, ash handle", 3_890),
    ("GT-1110", "Digging fork, four tines", 4_120),
    ("GT-1140", "Leaf rake, adjustable", 1_635),
    ("GT-1175", "Dutch hoe, 16 cm", 2_180),
    ("GT-1200", "Hedge shears, wavy blade", 3_340),
    ("GT-1320", "Pruning saw, folding", 1_995),
    ("GT-1405", "Hand trowel, stainless", 895),
    ("GT-1410", "Bulb planter", 1_120),
    ("GT-1500", "Wheelbarrow, 85 l", 9_980),
    ("GT-1610", "Watering can, 10 l, galvanised", 2_760),
    ("GT-1640", "Garden hose, 25 m, 1/2 inch", 3_150),
    ("GT-1700", "Gloves, leather, size 9", 1_240),
    ("GT-1815", "Jute twine, 200 g", 385),
    ("GT-1900", "Cold frame, 100 x 60 cm", 7_460),
)
_QUANTITIES = (1, 2, 2, 3, 4, 5, 6, 10, 12, 24)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order; prices in minor units."""

    item: str
    text: str
    quantity: int
    unit_minor: int

    @property
    def total_minor(self) -> int:
        """Quantity times price."""
        return self.quantity * self.unit_minor

    def as_json(self) -> Mapping[str, Json]:
        """The line as the CRM keeps it."""
        return {
            "item": self.item,
            "text": self.text,
            "quantity": self.quantity,
            "unit_minor": self.unit_minor,
            "total_minor": self.total_minor,
        }


@dataclass(frozen=True, slots=True)
class Basket:
    """What one customer orders."""

    customer: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> Money:
        """The sum of the lines."""
        return Money(sum(line.total_minor for line in self.lines), _CURRENCY)


def basket(seed: int, sequence: int) -> Basket:
    """The basket of the order with this sequence number; the same two numbers give the same basket."""
    chance = random.Random(f"{seed}/{sequence}")
    customer = chance.choice(_CUSTOMERS)
    items = chance.sample(_ITEMS, chance.choice((1, 1, 2, 2, 3, 4)))
    return Basket(customer, tuple(Line(*item[:2], chance.choice(_QUANTITIES), item[2]) for item in items))
