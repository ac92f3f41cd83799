"""Small joinery of sentences."""

from __future__ import annotations

__all__ = ["capital", "ended", "uncapital"]


def ended(text: str) -> str:
    """With a full stop, unless it ends already."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) or not text else f"{text}."


def uncapital(text: str) -> str:
    """A sentence continued after a colon; words such as CRM keep their capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def capital(text: str) -> str:
    """The beginning of a sentence; names such as t3 stay as they are."""
    return text[:1].upper() + text[1:] if text[1:2].isalpha() else text
