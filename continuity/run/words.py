"""Free words that people write into the record: no card number, ever (PCI DSS; see ``ledger.cards``)."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.ledger.cards import card_reasons

__all__ = ["no_card"]


def no_card(text: str, what: str) -> str:
    """The text as it is; ``Refused``, without repeating it, when it seems to hold a card number."""
    reasons = card_reasons({what: text})
    if reasons:
        raise Refused("This was not written down", reasons, "Keep the payment's reference, or the last four digits.")
    return text
