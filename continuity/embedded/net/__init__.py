"""Addresses: reading them, looking names up, listening."""
