"""The accounting stand-in: one invoice for each record that it accepts."""

from __future__ import annotations

from pathlib import Path

from continuity.clock import Clock, to_iso
from continuity.standins.receivers.service import Trade, receiver
from continuity.standins.receivers.tray import Document
from continuity.standins.service import Service
from continuity.standins.web.messages import Json

__all__ = ["accounting"]


def accounting(folder: Path, clock: Clock) -> Service:
    """Accounting, with its state in ``accounting.db`` of that folder."""
    return receiver(Trade("accounting", "invoices", _invoice), folder, clock)


def _invoice(document: Document) -> Json:
    return {
        "invoice": f"INV-{document.serial:06d}",
        "number": document.number,
        "batch": document.batch,
        "total_minor": document.total_minor,
        "currency": document.currency,
        "at": to_iso(document.at),
    }
