"""The one door through which every command on a run goes."""

from continuity.desk.desk import Desk

__all__ = ["Desk"]
