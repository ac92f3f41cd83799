"""Whom to ask: the lines at the top of each page."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.pack.document import Contact, Line

__all__ = ["ask_lines"]


def ask_lines(lead: Contact | None, title: str, leads: bool, stands_in: bool) -> Iterator[Line]:
    """Words and what stands out behind them.

    ``leads``: the reader is the one whom others ask. ``stands_in``: the reader is the deputy.
    """
    if leads:
        yield Line(f"You decide: you are the {title.lower()}.", "")
    elif lead:
        yield Line(f"Ask the {title.lower()}:", lead.phone or lead.name)
    if lead and lead.deputy and leads:
        yield Line(f"Your deputy, {lead.deputy}:", lead.deputy_phone)
    elif lead and lead.deputy and stands_in:
        yield Line("No answer: you stand in;", "decide, and note the time")
    elif lead and lead.deputy:
        yield Line(f"No answer, {lead.deputy}:", lead.deputy_phone)
