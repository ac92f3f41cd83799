"""What runs side by side, told apart: what the reader does too, and what others do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from continuity.plan import Block, Follow, Runbook, Step
from continuity.workspace.blocks import placed

__all__ = ["beside"]

Blocks = tuple[Block, ...]


def beside(lanes: Mapping[str, Blocks], lane: str, role: str, runbooks: Mapping[str, Runbook]) -> str:
    """The sentence under the heading of ``lane``; empty when nothing runs beside it."""
    others = {id: blocks for id, blocks in lanes.items() if id != lane}
    own = [id for id, blocks in others.items() if role in _roles(blocks, runbooks)]
    mine = ", ".join(f"“{_heading(id, others[id], runbooks)}”" for id in own)
    theirs = ", ".join(id.replace("-", " ") for id in others if id not in own)
    return " ".join(_sentences(mine, theirs))


def _sentences(mine: str, theirs: str) -> Iterator[str]:
    if mine:
        yield f"At the same time you also do: {mine}."
    if theirs:
        yield f"Others do: {theirs}." if mine else f"At the same time, others do: {theirs}."


def _heading(id: str, blocks: Blocks, runbooks: Mapping[str, Runbook]) -> str:
    """The heading under which the reader finds the lane."""
    only = blocks[0] if len(blocks) == 1 else None
    return runbooks[only.follow].title if isinstance(only, Follow) else id.replace("-", " ").capitalize()


def _roles(blocks: Iterable[Block], runbooks: Mapping[str, Runbook]) -> set[str]:
    """Who does or signs anything in these blocks, or in what is followed from them."""
    found: set[str] = set()
    for block in (one.block for one in placed(tuple(blocks))):
        if isinstance(block, Follow):
            found |= _roles(runbooks[block.follow].steps, runbooks)
        elif isinstance(block, Step):
            found |= {block.role} | ({block.sign_off.role} if block.sign_off else set())
    return found
