"""The mode that every stand-in but the CRM shares: the whole system answers 503."""

from __future__ import annotations

from continuity.standins.switch.switch import Mode, Turn
from continuity.standins.web.messages import Answer, Request, as_html

__all__ = ["unavailable"]


def unavailable() -> Mode:
    """Answers 503 with a page, as the gateway before a dead system does."""
    return Mode("unavailable", _gateway_page)


def _gateway_page(turn: Turn, request: Request) -> Answer:  # noqa: ARG001
    return as_html(503, "503 Service Unavailable", "No server is available to handle this request.")
