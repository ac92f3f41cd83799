"""Noop: a fault that does nothing, to rehearse everything around a fault."""

from continuity.faults.kinds.toxic import toxic_kind

__all__ = ["NOOP"]

NOOP = toxic_kind("noop", "nothing changes", "Nothing changes; the whole path of a fault is walked.")
