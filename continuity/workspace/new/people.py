"""A first people.yaml as text, for a workspace in which nobody is known yet."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.workspace.new.scalar import scalar

__all__ = ["people_text"]


def people_text(ids: Iterable[str]) -> str:
    """The content of ``people.yaml``; names are made of the ids, to be replaced."""
    lines = "\n".join(f"  - {{id: {id}, name: {scalar(_name(id))}}}" for id in ids)
    return f"""\
# yaml-language-server: $schema=.continuity/schemas/people.schema.json
#
# Names and numbers. Other files hold ids only, and git does not track this file.
# Replace the names, and give each person what the first line shows; a deputy stands in for them.
#  - {{id: ines, name: Inès Moreau, team: sales-ops, phone: "+33 1 99 00 10 01", deputy: jonas}}
format: people/1
id: people
title: Our people
people:
{lines}
"""


def _name(id: str) -> str:
    return id.replace("-", " ").capitalize()
