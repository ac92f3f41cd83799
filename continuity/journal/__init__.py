"""The journal: bytes, chain and storage of everything that happened."""
