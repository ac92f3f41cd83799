"""The rules of reconciliation, one file each; a new rule is a file and a line here.

The ids leave gaps: R7 to R11 and R14 to R16 need lines, stock, payments and credit, which no form carries yet.
"""

from continuity.ledger.rules.batch_totals import batch_totals
from continuity.ledger.rules.drill_leakage import drill_leakage
from continuity.ledger.rules.duplicate import duplicate
from continuity.ledger.rules.gap import gap
from continuity.ledger.rules.look import Look, Rule
from continuity.ledger.rules.no_acknowledgement import no_acknowledgement
from continuity.ledger.rules.not_captured import not_captured
from continuity.ledger.rules.not_in_crm import not_in_crm
from continuity.ledger.rules.probable_duplicate import probable_duplicate
from continuity.ledger.rules.total_differs import total_differs
from continuity.ledger.rules.unknown_outcome import unknown_outcome

__all__ = ["RULES", "Look", "Rule"]

RULES: tuple[Rule, ...] = (
    Rule("R1", "A number is unaccounted for", gap),
    Rule("R2", "A number is there twice", duplicate),
    Rule("R3", "An order may have been taken twice", probable_duplicate),
    Rule("R4", "A captured order is not in the CRM", not_in_crm),
    Rule("R5", "An order in the CRM has no form", not_captured),
    Rule("R6", "The totals of form and CRM differ", total_differs),
    Rule("R12", "A batch does not add up at a station", batch_totals),
    Rule("R13", "A batch has no acknowledgement", no_acknowledgement),
    Rule("R17", "A drill number is in a real system", drill_leakage),
    Rule("R18", "Nobody knows whether an order was written", unknown_outcome),
)
