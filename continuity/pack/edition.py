"""Which edition a pack is: one hash over all that is printed in it, whoever holds the copy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import rfc8785

from continuity.plan import Runbook
from continuity.plan.drill import CODE_WORD
from continuity.structure import encode
from continuity.workspace.blocks import followed
from continuity.workspace.load import Workspace

__all__ = ["check_of", "code_words", "current_editions", "edition_sha256", "usual_holders"]


def edition_sha256(workspace: Workspace, runbook: str) -> str:
    """SHA-256 over canonical JSON (RFC 8785) of the runbook, those it follows, people, channels, who plays what,
    and what is said when a drill turns real.

    Forms' numbers, lists and copies do not count: another copy is the same edition.
    """
    organisation = workspace.require()
    content = {
        "runbooks": {id: encode(book) for id, book in followed(workspace.runbooks, runbook).items()},
        "people": [encode(person) for person in workspace.people.people],
        "channels": dict(organisation.channels),
        "organisation": [organisation.title, organisation.time_zone, organisation.currency],
        "code_words": list(code_words(workspace, runbook)),
        "holders": {role: list(ids) for role, ids in usual_holders(workspace, runbook).items()},
    }
    return hashlib.sha256(rfc8785.dumps(encode(content))).hexdigest()


def current_editions(workspace: Workspace) -> Mapping[str, str]:
    """The hash that the pack of each runbook would have now; none while the workspace does not hold."""
    if not workspace.holds:
        return {}
    return {id: edition_sha256(workspace, id) for id in workspace.runbooks}


def check_of(sha256: str) -> str:
    """Eight characters in two groups, to read out and compare by eye: ``3f9a-12c7``."""
    return f"{sha256[:4]}-{sha256[4:8]}"


def usual_holders(workspace: Workspace, runbook: str) -> dict[str, tuple[str, ...]]:
    """Who has each role in the drills of this runbook: the best that files know of a real day."""
    books: Mapping[str, Runbook] = followed(workspace.runbooks, runbook)
    found: dict[str, list[str]] = {role: [] for book in books.values() for role in book.roles}
    for drill in workspace.drills.values():
        if drill.runbook in books:
            for role, people in drill.people.items():
                found.setdefault(role, []).extend(person for person in people if person not in found.get(role, []))
    return {role: tuple(people) for role, people in found.items()}


def code_words(workspace: Workspace, runbook: str) -> tuple[str, ...]:
    """What is said in the drills of this runbook when something real happens; each of them where they differ."""
    words = dict.fromkeys(drill.code_word for drill in workspace.drills.values() if drill.runbook == runbook)
    return tuple(words) or (CODE_WORD,)
