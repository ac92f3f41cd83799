"""HTTP: the system behind the proxy answers, and not as it should: 429, 500, 503, 401, a page, a wrong body.

The proxy's upstream is switched to a stub of ours and back, so an unmodified Toxiproxy plays faults above TCP.
Switching cuts the connections that are open (Toxiproxy restarts a proxy whose upstream changes); toxics stay.
"""

from __future__ import annotations

from continuity.faults.kinds.effect import Divert
from continuity.faults.kinds.kind import FaultKind
from continuity.faults.kinds.param import Param, ParamType
from continuity.faults.promise import Params

__all__ = ["ANSWERS", "HTTP"]

ANSWERS = ("too-many-requests", "server-error", "unavailable", "maintenance", "unauthorized", "wrong-body")
"""429, 500, 503, 503 with a page for people, 401, and 200 with a body that nobody expects."""


def _make(params: Params) -> Divert:  # noqa: ARG001 - what is answered is the stub's to know
    return Divert()


HTTP = FaultKind(
    "http",
    "answers wrongly",
    "A stub answers in place of the system, for a share of the requests; the others are passed on.",
    {
        "answer": Param("answer", ParamType.TEXT, "what the stub answers", choices=ANSWERS, required=True),
        "share": Param("share", ParamType.INTEGER, "how many requests are hit", "percent", 1, 100, default=100),
        "retry_after": Param(
            "retry_after",
            ParamType.INTEGER,
            "when to try again, said with 429, 503 and the maintenance page",
            "s",
            0,
            86_400,
            default=60,
        ),
        "body": Param("body", ParamType.TEXT, "what to send instead of the usual text"),
    },
    _make,
)
