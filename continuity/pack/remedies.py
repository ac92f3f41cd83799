"""What people are told of an entry in conflict: what it says, and what to do about it."""

from __future__ import annotations

__all__ = ["NOT_OPEN", "REMEDIES", "WORDS"]

WORDS = {
    "start": "started", "finish": "done", "block": "blocked", "unblock": "free again", "skip": "skipped",
    "reopen": "taken up again", "note": "noted", "capture": "written down", "void": "made void", "sign": "signed",
    "clock": "clock read", "batch": "given away as a batch",
}  # fmt: skip
"""What each kind of entry says was done."""
REMEDIES = {
    "device": "Is it a copy of that device, or was the file edited? Write the order on a new form. Then settle.",
    "capture": "Put the two forms side by side. A second order on one number goes on a new form; then settle.",
    "form": "Ask who took it, and bring it in by its number: "
    "continuity ledger add {number} … --at {at} --for {person}{yes} --as YOU. Then import this again.",
    "early": "Is it of another day? Then settle. In a real outage say for how long it has been down (continuity join "
    "--as LEAD --duty lead, then l), and import this again.",
    "void": "Ask the witness which is true; then settle.",
    "card": "Enter it again without those digits: the payment's reference, or the last four at most. Then settle.",
    "later": "What was handed over on paper was another batch. Ask both sides what they hold; then settle.",
    "totals": "Look for forms that are only on paper (continuity ledger add … --at TIME) or on another device, bring "
    "those in, then this again. Where the header was wrong, settle: the batch is closed over what the run says.",
    "step": "Ask both people. To change the run: join it, reopen the step, finish it as it was. Then settle.",
}
"""By what an entry is, or by what keeps it out; a number stands where ``{number}`` is."""

NOT_OPEN = "Import it together with the files of the others, or finish the steps before it; then import it again."
