"""The shipping stand-in: one shipment for each record that it accepts."""

from __future__ import annotations

from pathlib import Path

from continuity.clock import Clock, to_iso
from continuity.standins.receivers.service import Trade, receiver
from continuity.standins.receivers.tray import Document
from continuity.standins.service import Service
from continuity.standins.web.messages import Json

__all__ = ["shipping"]


def shipping(folder: Path, clock: Clock) -> Service:
    """Shipping, with its state in ``shipping.db`` of that folder."""
    return receiver(Trade("shipping", "shipments", _shipment), folder, clock)


def _shipment(document: Document) -> Json:
    return {
        "shipment": f"SHP-{document.serial:06d}",
        "number": document.number,
        "batch": document.batch,
        "at": to_iso(document.at),
    }
