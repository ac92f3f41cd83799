"""``python -m continuity.faults.chaos_call JSON``: one function of a Chaos Toolkit extension, in a process of its own.

Ends with 0 when an action did its work or a probe's answer is within its tolerance, 1 when not (an answer of ``False``
is a failure), 126 when it could not be called, so that a check that fails to look is never taken for an answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

__all__ = ["main"]

_CANNOT = 126
_LONGEST = 1500


def main(arguments: Sequence[str]) -> int:
    """Call it; what came of it is printed."""
    try:
        from chaoslib.activity import ensure_activity_is_valid, run_activity
        from chaoslib.hypothesis import within_tolerance
    except ImportError:
        print("the Chaos Toolkit is not installed")
        return _CANNOT
    wanted = json.loads(arguments[0])
    activity: dict[str, object] = {
        "type": wanted["type"],
        "name": f"{wanted['module']}.{wanted['func']}",
        "provider": {"type": "python", **{key: wanted[key] for key in ("module", "func", "arguments")}},
    }
    try:
        ensure_activity_is_valid(activity)
        answer = run_activity(activity, {}, {})
    except Exception as problem:  # whatever an extension raises
        print(f"{type(problem).__name__}: {problem}"[:_LONGEST])
        return _CANNOT if wanted["type"] == "probe" else 1
    print(json.dumps(answer, default=repr)[:_LONGEST])
    if wanted["type"] == "probe":
        return 0 if within_tolerance(wanted["tolerance"], answer, {}, {}) else 1
    return 1 if answer is False else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
