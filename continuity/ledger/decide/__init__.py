"""Commands on the ledger: each gives the event body to append, or raises ``Refused`` with every reason."""

from continuity.ledger.decide.batches import (
    acknowledge,
    close_batch,
    kept_words,
    read_back,
    reject,
    send_batch,
    to_batch,
)
from continuity.ledger.decide.blanks import free_numbers, issue_block, miss, next_free, return_numbers, void
from continuity.ledger.decide.books import ask_again, compare_books, settle
from continuity.ledger.decide.capture import Approval, Draft, capture, correct

__all__ = [
    "Approval",
    "Draft",
    "acknowledge",
    "ask_again",
    "capture",
    "close_batch",
    "compare_books",
    "correct",
    "free_numbers",
    "issue_block",
    "kept_words",
    "miss",
    "next_free",
    "read_back",
    "reject",
    "return_numbers",
    "send_batch",
    "settle",
    "to_batch",
    "void",
]
