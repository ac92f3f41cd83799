"""Fields that ask for card data, in forms and in steps: there may be none."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.ledger.cards import asks_for_a_card
from continuity.plan import Field, Runbook
from continuity.workspace.draft import Written
from continuity.workspace.findings import Finding

__all__ = ["card_field"]


def card_field(written: Written[Runbook], field: Field, at: str) -> Iterator[Finding]:
    """What is wrong with a field that, by what it is called, asks for a card number, a security code or a PIN."""
    if asks_for_a_card(field.label) or asks_for_a_card(field.id):
        message = f"{field.label!r} asks for what may not be written down anywhere"
        hint = "Ask for the payment's reference, or for the last four digits at most."
        yield written.error(f"{at}/label", "form-card-field", message, hint)
