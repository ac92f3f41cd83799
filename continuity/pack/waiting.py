"""Why a step of a log is not open in the run: what stands before it."""

from __future__ import annotations

from continuity.run.state import RunState
from continuity.run.steps import outline, static_key

__all__ = ["waits_for"]

_MOST = 3
_Order = tuple[tuple[int, int], ...]


def waits_for(run: RunState, key: str) -> str:
    """The open steps before it, nearest first, in words; what else it can wait for where there are none."""
    places: dict[str, int] = {}
    for place, item in enumerate(outline(run.plan)):
        for path in _paths(item.key):
            places.setdefault(path, place)
    own = _order(places, key)
    before = [(order, one) for one in run.open_steps() if (order := _order(places, one.key)) < own]
    near = sorted(before, key=lambda found: (-_shared(found[0], own), found[0]))
    told = [f"{one.key} ({one.status.value.replace('_', ' ')})" for _, one in near[:_MOST]]
    more = f" and {len(near) - _MOST} more" if len(near) > _MOST else ""
    return f"it waits for {', '.join(told)}{more}" if told else "it waits for its time, or for the CRM to work again"


def _order(places: dict[str, int], key: str) -> _Order:
    """Where a step stands in the order of doing: by place, and inside a repeat by round first."""
    rounds = (int(part.partition("#")[2] or 0) for part in key.split("/"))
    return tuple((places.get(path, 0), round) for path, round in zip(_paths(key), rounds, strict=True))


def _paths(key: str) -> list[str]:
    parts = static_key(key).split("/")
    return ["/".join(parts[: length + 1]) for length in range(len(parts))]


def _shared(one: _Order, other: _Order) -> int:
    return sum(mine[0] == theirs[0] for mine, theirs in zip(one, other, strict=False))
