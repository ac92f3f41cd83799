"""A Toxiproxy-compatible server in the standard library: ``python -m continuity.embedded``.

It speaks Toxiproxy's 2.x HTTP API and knows its toxics. Nothing is kept on disk.
"""

from __future__ import annotations

from continuity import __version__
from continuity.embedded.api.server_routes import TOXIPROXY_VERSION
from continuity.embedded.options import DEFAULT_PORT, Options
from continuity.embedded.service import serve

__all__ = ["DEFAULT_PORT", "VERSION", "Options", "serve"]

VERSION = f"toxiproxy-server version {TOXIPROXY_VERSION} (continuity {__version__}, embedded)"
"""What ``-version`` prints: the original's words, and then our own."""
