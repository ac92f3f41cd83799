"""Orders (and other things) captured while the CRM is away, and their way home.

``state`` folds events into a ``Ledger``; ``decide`` turns commands into event bodies or refuses them; ``reconcile``
compares every number with every station. Pure: no clock, no disk, no network, no randomness.
"""
