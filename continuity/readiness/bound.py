"""How far few runs can be trusted: the exact one-sided 95 % lower bound on a rate (Clopper and Pearson, 1934)."""

from __future__ import annotations

__all__ = ["lower_bound"]

_ONE_IN = 20
"""The rate is below the bound in at most one case of twenty."""


def lower_bound(k: int, n: int, parts: int = 100) -> int:
    """The bound for ``k`` met of ``n``, floored, in hundredths (or ``parts``); in integers, so that nobody differs.

    It is the largest rate at which ``k`` or more of ``n`` would still come up at most once in twenty.
    Raises ``ValueError`` unless ``0 <= k <= n`` and ``n > 0``.
    """
    if not 0 <= k <= n or not n:
        raise ValueError(f"{k} of {n} is no share")
    low, high = 0, parts
    while high - low > 1:
        middle = (low + high) // 2
        if _ONE_IN * _at_least(k, n, middle, parts) <= parts**n:
            low = middle
        else:
            high = middle
    return low if k else 0


def _at_least(k: int, n: int, rate: int, parts: int) -> int:
    """``parts**n`` times the chance of ``k`` or more, summed downwards from all ``n``."""
    term: int = rate**n
    total = term
    for met in range(n, k, -1):
        term = term * met * (parts - rate) // ((n - met + 1) * rate)
        total += term
    return total
