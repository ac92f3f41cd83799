"""The command line. One small module per command, imported when it is called."""

from continuity.cli.main import main

__all__ = ["main"]
