"""The order entry stand-in."""
