"""Independent looks at integration points: what a user would see, not what a server says of itself."""

from continuity.probes.reading import Reading, Target
from continuity.probes.watch import Watch

__all__ = ["Reading", "Target", "Watch"]
