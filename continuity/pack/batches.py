"""Batches on paper: who closes them, who receives them, and the headers that go along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.pack.document import BatchHeader
from continuity.plan import Runbook
from continuity.workspace.blocks import all_steps, role_titles

__all__ = ["batch_headers", "receivers"]


def receivers(runbooks: Mapping[str, Runbook]) -> dict[str, tuple[str, ...]]:
    """Form -> titles of those whom its batches are handed to, each once, in the order of the steps."""
    titles = role_titles(runbooks)
    found: dict[str, dict[str, str]] = {}
    for hand in (step.hand_off for step in all_steps(runbooks) if step.hand_off):
        found.setdefault(hand.form, {})[hand.to] = titles.get(hand.to, hand.to.replace("-", " ").capitalize())
    return {form: tuple(names.values()) for form, names in found.items()}


def batch_headers(runbooks: Mapping[str, Runbook], role: str, copy: int, batches: int) -> Iterator[BatchHeader]:
    """For each of so many ``batches`` one header to each receiver; none where the role closes no batch."""
    closed = dict.fromkeys(step.batch for step in all_steps(runbooks) if step.batch and step.role == role)
    known = receivers(runbooks)
    to = tuple(dict.fromkeys(name for form in closed for name in known.get(form, ()))) or ("",)
    for serial in range(1, batches + 1 if closed else 1):
        yield from (BatchHeader(f"{copy}-{serial}", name) for name in to)
