"""``python clerk_process.py ROOT FIRST``: a clerk at a terminal who saves one form after the other, and is told so.

The terminal's own code asks and saves; answers come from here, and what the clerk is told goes to standard output.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import JONAS, RUN

from continuity.cli.here import Here
from continuity.run.steps import StepState
from continuity.terminal.ask import Console
from continuity.terminal.forms import capture


class Clerk(Console):
    """Answers what is asked, and says at once what the screen says."""

    def __init__(self, place: int) -> None:
        super().__init__(lambda: False)
        self._answers = iter((f"Customer {place}", f"+39 0573 {100000 + place}", "Spade", "2", f"{place}.00", ""))

    def ask(self, question: str, *more: object) -> str:
        return next(self._answers)

    def say(self, text: str = "", *, bold: bool = False) -> None:
        print(text, flush=True)


def main(root: Path, place: int) -> None:
    desk = Here(root).desk(RUN)
    desk.refresh()
    step = next(state for state in desk.state.steps.values() if state.step.records)
    assert isinstance(step, StepState)
    print("ready", flush=True)
    while True:
        place += 1
        desk.refresh()
        capture(Clerk(place), desk, step, JONAS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
