"""Finds the step of a run in the text of a runbook as it lies there now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from continuity.plan import Block, Decide, Follow, FrozenPlan, Lanes, Repeat, Step
from continuity.run.steps import static_key
from continuity.structure import Json
from continuity.workspace.document import Document, pointer

__all__ = ["Way", "ids_in", "list_of", "step_at", "way_to"]


class Way(NamedTuple):
    """A step's runbook, and the ids that lead to it inside that runbook."""

    runbook: str
    ids: tuple[str, ...]


def way_to(plan: FrozenPlan, key: str) -> Way | None:
    """Where a step of the run is written, through the runbooks that are followed; none for no step of the plan."""
    found = _ways(plan, plan.runbook.steps, Way(plan.runbook.id, ()), static_key(key).split("/"))
    return next(found, None)


def _ways(plan: FrozenPlan, blocks: Sequence[Block], so_far: Way, parts: Sequence[str]) -> Iterator[Way]:
    for block in blocks:
        if block.id != parts[0]:
            continue
        here = Way(so_far.runbook, (*so_far.ids, block.id))
        match block:
            case Step():
                yield from (here,) if len(parts) == 1 else ()
            case _ if len(parts) == 1:
                pass
            case Follow(follow=other):
                yield from _ways(plan, plan.runbooks[other].steps, Way(other, ()), parts[1:])
            case Lanes(lanes=lists) | Decide(cases=lists):
                for inner in lists.values():
                    yield from _ways(plan, inner, here, parts[1:])
            case Repeat(steps=inner):
                yield from _ways(plan, inner, here, parts[1:])


def step_at(document: Document, ids: Sequence[str], do: str) -> str | None:
    """The JSON pointer of the step to which the ids lead; of several (cases may share ids) the one that says ``do``."""
    value = document.value
    blocks = value.get("steps") if isinstance(value, dict) else None
    found = list(_places(blocks, "/steps", ids))
    same = [at for at, said in found if said == do]
    return next(iter([*same, *(at for at, _ in found)] if len(found) == 1 or same else ()), None)


def _places(blocks: Json, at: str, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if not isinstance(block, dict) or block.get("id") != ids[0]:
            continue
        here = f"{at}/{number}"
        if len(ids) == 1:
            yield from ((here, str(block["do"])),) if "do" in block else ()
            continue
        for word in ("lanes", "cases"):
            lists = block.get(word)
            for name, inner in lists.items() if isinstance(lists, dict) else ():
                yield from _places(inner, here + pointer(word, name), ids[1:])
        yield from _places(block.get("steps"), f"{here}/steps", ids[1:])


def list_of(document: Document, at: str) -> list[Json]:
    """The list in which the block at a JSON pointer stands."""
    value: Json = document.value
    for part in at.rpartition("/")[0].split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name] if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def ids_in(value: Json) -> Iterator[str]:
    """Every id in and below a value."""
    if isinstance(value, dict):
        if isinstance(id := value.get("id"), str):
            yield id
        for inner in value.values():
            yield from ids_in(inner)
    for inner in value if isinstance(value, list) else ():
        yield from ids_in(inner)
