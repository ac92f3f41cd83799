"""Whether the record of a run is what it was: chain, seals, readings."""

from __future__ import annotations

from continuity.cli.here import Here
from continuity.conductor.session import series_path
from continuity.evidence.verify import Head, Verification, verify

__all__ = ["verify_run"]


def verify_run(here: Here, run: str, held: Head | None = None) -> Verification:
    """Check one run; the readings lie beside the journal."""
    path = series_path(here.root, run)
    return verify(here.store, run, held_head=held, series=path)
