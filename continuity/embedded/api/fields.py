"""Taking typed fields out of a JSON object by the rules of Toxiproxy's decoder.

Names match without regard to case, unknown ones are ignored, the last of several wins, ``null`` leaves a field unset,
and the first value of a wrong type is what the answer complains of.
"""

from __future__ import annotations

from math import isfinite

from continuity.embedded.json_read import Json, Number, Object
from continuity.embedded.json_write import as_float32
from continuity.embedded.problem import bad_body

__all__ = ["Fields", "kind_of"]

_INT64 = 2**63


class Fields:
    """The members of one JSON object; ``owner`` is what the original calls it in messages.

    Fields are read one by one; ``check`` then raises for the first bad value in the order of the document.
    """

    def __init__(self, value: Json, owner: str, whole: str) -> None:
        if value is not None and not isinstance(value, Object):
            raise bad_body(f"json: cannot unmarshal {kind_of(value)} into Go value of type {whole}")
        self._members = value.members if value else ()
        self._owner = owner
        self._bad: dict[int, str] = {}

    def text(self, name: str) -> str | None:
        """Read a string."""
        found: str | None = None
        for place, value in self._named(name):
            if isinstance(value, str):
                found = value
            else:
                self._note(place, name, kind_of(value), "string")
        return found

    def flag(self, name: str, owner: str | None = None) -> bool | None:
        """Read a boolean; messages name another ``owner`` where the original does."""
        found: bool | None = None
        for place, value in self._named(name):
            if isinstance(value, bool):
                found = value
            else:
                self._note(place, name, kind_of(value), "bool", owner)
        return found

    def whole(self, name: str, integer: str) -> int | None:
        """Read a 64-bit integer, written without point or exponent; messages call its type ``integer``."""
        found: int | None = None
        for place, value in self._named(name):
            number = _int64(value.text) if isinstance(value, Number) else None
            if number is None:
                self._note(place, name, _shown(value), integer)
            else:
                found = number
        return found

    def share(self, name: str) -> float | None:
        """Read a 32-bit float."""
        found: float | None = None
        for place, value in self._named(name):
            number = _float32(value.text) if isinstance(value, Number) else None
            if number is None:
                self._note(place, name, _shown(value), "float32")
            else:
                found = number
        return found

    def inner(self, name: str, label: str) -> Object | None:
        """Read an object that messages call ``label``; several of one name are joined."""
        members: list[tuple[str, Json]] = []
        for place, value in self._named(name):
            if isinstance(value, Object):
                members += value.members
            else:
                self._note(place, name, kind_of(value), f"toxics.{label}")
        return Object(tuple(members)) if members else None

    def passed_over(self, name: str, label: str) -> None:
        """See that a field, which messages call ``label``, is an object; what is in it does not matter."""
        for place, value in self._named(name):
            if not isinstance(value, Object):
                self._note(place, name, kind_of(value), label)

    def any(self, name: str) -> Json:
        """Read what there is, of whatever type; the last of several."""
        return next((value for _, value in reversed(self._named(name))), None)

    def check(self) -> None:
        """Raise ``ApiProblem`` (400) if any value read was of a wrong type."""
        if self._bad:
            raise bad_body(self._bad[min(self._bad)])

    def _named(self, name: str) -> list[tuple[int, Json]]:
        wanted, length = _folded(name), len(name)
        return [
            (place, value)
            for place, (key, value) in enumerate(self._members)
            # Folding changes no length, and a key may have millions of letters.
            if value is not None and len(key) == length and _folded(key) == wanted
        ]

    def _note(self, place: int, name: str, found: str, wanted: str, owner: str | None = None) -> None:
        where = f"Go struct field {self._owner if owner is None else owner}.{name} of type {wanted}"
        self._bad.setdefault(place, f"json: cannot unmarshal {found} into {where}")


def kind_of(value: Json) -> str:
    """Name the type of a value as the original's messages do."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Number):
        return "number"
    return "array" if isinstance(value, list) else "object"


def _folded(name: str) -> str:
    """Fold case letter by letter, so that no letter becomes two."""
    return "".join(one.casefold() if len(one.casefold()) == 1 else one for one in name)


def _shown(value: Json) -> str:
    return f"number {value.text}" if isinstance(value, Number) else kind_of(value)


def _int64(text: str) -> int | None:
    if len(text) > 20 or not text.removeprefix("-").isdecimal():
        return None
    return number if -_INT64 <= (number := int(text)) < _INT64 else None


def _float32(text: str) -> float | None:
    try:
        number = as_float32(float(text))
    except OverflowError:
        return None
    return number if isfinite(number) else None
