"""Faults: what goes in comes out.

``obligations`` puts the promise on disk before a fault goes in, ``inject`` puts it in, ``heal`` takes it out,
``guard`` heals when the conductor cannot, ``halt`` heals everything, ``recover`` what a crash left, ``sweep`` what
has expired on a server. docs/safety.md tells the same to the people who depend on it.
"""
