"""A Toxiproxy-compatible server in the standard library: ``python -m continuity.embedded``.

It speaks Toxiproxy's 2.x HTTP API and knows its toxics. Nothing is kept on disk.
"""

from __future__ import annotations

from continuity.embedded.options import DEFAULT_PORT, Options
from continuity.embedded.service import serve

__all__ = ["DEFAULT_PORT", "Options", "serve"]
