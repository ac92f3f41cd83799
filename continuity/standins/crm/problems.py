"""Errors in the CRM's shape: an array of ``{message, errorCode, fields}`` (the vendor's REST documentation)."""

from __future__ import annotations

from collections.abc import Sequence

from continuity.standins.web.messages import HttpProblem, Json

__all__ = ["crm_problem"]


def crm_problem(problem: HttpProblem) -> Sequence[Json]:
    """One error in an array, as every error of the REST interface comes."""
    return [{"message": problem.message, "errorCode": problem.code, "fields": list(problem.fields)}]
