"""Switch: a stand-in misbehaves by itself (stale search, 503, 401); which modes it has is the stand-in's to say."""

from collections.abc import Mapping

from continuity.faults.kinds.effect import Throw
from continuity.faults.kinds.kind import FaultKind
from continuity.faults.kinds.param import Param, ParamType
from continuity.faults.promise import NORMAL, Params

__all__ = ["SWITCH"]


def _make(params: Params) -> Throw:
    settings = params.get("settings", {})
    return Throw(str(params["mode"]), settings if isinstance(settings, Mapping) else {})


def _rules(params: Mapping[str, object]) -> list[str]:
    return [f"mode: {NORMAL!r} is how it behaves without a fault"] if params.get("mode") == NORMAL else []


SWITCH = FaultKind(
    "switch",
    "misbehaves",
    "A stand-in answers as its mode says.",
    {
        "mode": Param("mode", ParamType.TEXT, "how the stand-in misbehaves", required=True),
        "settings": Param("settings", ParamType.TABLE, "the mode's own settings"),
    },
    _make,
    _rules,
)
