"""What the API refuses, with the status and the words that Toxiproxy clients know."""

from __future__ import annotations

from enum import Enum

from continuity.errors import ContinuityError

__all__ = ["AddressProblem", "ApiProblem", "Fault", "bad_body", "out_of_range"]


class Fault(Enum):
    """The refusals with fixed words (Toxiproxy 2.x HTTP API, and the last two of our own): status and text."""

    PROXY_NOT_FOUND = (404, "proxy not found")
    PROXY_EXISTS = (409, "proxy already exists")
    TOXIC_NOT_FOUND = (404, "toxic not found")
    TOXIC_EXISTS = (409, "toxic already exists")
    INVALID_STREAM = (400, "stream was invalid, can be either upstream or downstream")
    INVALID_TYPE = (400, "invalid toxic type")
    NO_NAME = (400, "missing required field: name")
    NO_UPSTREAM = (400, "missing required field: upstream")
    NO_LEASE = (404, "lease not found")
    NO_TOKEN = (401, "token missing or wrong")


class ApiProblem(ContinuityError):
    """A request that is answered with an error; ``status`` is the HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status

    @classmethod
    def of(cls, fault: Fault, suffix: str = "") -> ApiProblem:
        """Build one of the fixed refusals, with a suffix such as `` at proxy 2``."""
        status, text = fault.value
        return cls(status, text + suffix)


class AddressProblem(ApiProblem):
    """A listen address that cannot be read, found or bound: always status 500, as Toxiproxy answers."""

    def __init__(self, text: str) -> None:
        super().__init__(500, text)


def bad_body(text: str) -> ApiProblem:
    """Build the refusal of a body that is not the JSON that was expected."""
    return ApiProblem(400, f"bad request body: {text}")


def out_of_range(name: str, value: int, rule: str) -> ApiProblem:
    """Build the refusal of an attribute value that would break the toxic."""
    return ApiProblem(400, f"attribute {name} {rule}, not {value}")
