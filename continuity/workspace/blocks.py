"""Walks the blocks of a runbook, with the JSON pointer of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from continuity.plan import Block, Decide, Follow, Form, Lanes, Repeat, Runbook, Step
from continuity.workspace.document import pointer

__all__ = ["Placed", "all_forms", "all_steps", "followed", "inner_lists", "placed", "role_titles", "steps"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands."""

    at: str
    block: Block


def inner_lists(block: Block) -> dict[str, tuple[Block, ...]]:
    """The lists of blocks directly in a block, by their JSON pointer from it."""
    match block:
        case Lanes():
            return {pointer("lanes", name): blocks for name, blocks in block.lanes.items()}
        case Decide():
            return {pointer("cases", name): blocks for name, blocks in block.cases.items()}
        case Repeat():
            return {"/steps": block.steps}
        case _:
            return {}


def placed(blocks: tuple[Block, ...], at: str = "/steps") -> Iterator[Placed]:
    """Every block in and below a list, in the order of the file."""
    for number, block in enumerate(blocks):
        here = f"{at}/{number}"
        yield Placed(here, block)
        if not isinstance(block, Step | Follow):
            for inside, inner in inner_lists(block).items():
                yield from placed(inner, here + inside)


def steps(runbook: Runbook) -> Iterator[tuple[str, Step]]:
    """Every step of a runbook with its JSON pointer."""
    return ((found.at, found.block) for found in placed(runbook.steps) if isinstance(found.block, Step))


def followed(runbooks: Mapping[str, Runbook], first: str) -> dict[str, Runbook]:
    """The runbook and all that are followed from it, each once; what is not there is left out."""
    found: dict[str, Runbook] = {}
    waiting = [first]
    while waiting:
        id = waiting.pop(0)
        if id in found or id not in runbooks:
            continue
        found[id] = runbooks[id]
        waiting.extend(it.block.follow for it in placed(runbooks[id].steps) if isinstance(it.block, Follow))
    return found


def role_titles(runbooks: Mapping[str, Runbook]) -> dict[str, str]:
    """Every role of several runbooks, with what people call it."""
    return {role: part.title for runbook in runbooks.values() for role, part in runbook.roles.items()}


def all_steps(runbooks: Mapping[str, Runbook]) -> list[Step]:
    """The steps of several runbooks."""
    return [step for runbook in runbooks.values() for _, step in steps(runbook)]


def all_forms(runbooks: Mapping[str, Runbook]) -> dict[str, Form]:
    """The forms of several runbooks, by id."""
    return {id: form for runbook in runbooks.values() for id, form in runbook.forms.items()}
