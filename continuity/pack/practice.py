"""What a drill asks of whoever holds its pack: nothing leaves the room, and something real ends it."""

from __future__ import annotations

from collections.abc import Sequence

from continuity.plan import Step

__all__ = ["on_the_first_page", "under_a_step"]


def on_the_first_page(lead: str | None, code_words: Sequence[str]) -> tuple[str, ...]:
    """The rules of the drill; ``lead`` is whom to tell (``shift lead``), none in that person's own pack."""
    said = " or ".join(f"“{word}”" for word in code_words)
    stop = f"stop, tell the {lead}" if lead else "stop everybody"
    tell = f" and tell the {lead}" if lead else ""
    return (
        "This is a drill. Publish nothing, ship nothing, invoice nothing, save no practice order in the real system.",
        f"A real order: take it as always, in the real system. Is it on one of these forms? Write REAL on it{tell}.",
        f"A real failure: say {said} aloud, {stop}; use the real pack, which lies where this one lay.",
    )


def under_a_step(step: Step, lead: str | None) -> str:
    """What this step must not do in a drill, ending in no full stop; empty where it touches nothing real."""
    if step.message:
        to = f"read it to the {lead}" if lead else "read it aloud in the room"
        return f"Publish nothing and call no customer; {to}"
    if step.enter:
        return "Only into the practice system; without one, write DRILL as the system's number"
    if step.hand_off or step.read_back:
        return "Nothing is shipped or invoiced"
    if step.marks in ("detected", "all_clear"):
        return "Save in the practice system only; without one, save nothing and say so"
    return ""
