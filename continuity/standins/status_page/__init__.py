"""The status page stand-in."""
