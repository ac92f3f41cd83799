"""Typed bodies of every event kind, and the envelope round them.

The journal stores plain JSON; here is what it means. A new kind is one dataclass with a ``KIND``; ``kinds`` finds
it by itself. Nothing heavy is imported here: the journal needs the envelope alone.
"""

from continuity.events.envelope import Actor, Body, Fact, Known

__all__ = ["Actor", "Body", "Fact", "Known"]
