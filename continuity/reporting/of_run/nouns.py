"""What a form's records are called in running text: ids are English nouns, so their plural is the regular one."""

from __future__ import annotations

__all__ = ["many_of", "one_of"]


def one_of(form: str) -> str:
    """``order`` is an order, ``return-slip`` a return slip."""
    return form.replace("-", " ")


def many_of(form: str) -> str:
    """``orders``, ``return slips``, ``inquiries``."""
    one = one_of(form)
    if one.endswith("s"):
        return one
    if one.endswith("y") and one[-2:-1] not in tuple("aeiou"):
        return one[:-1] + "ies"
    return one + "s"
