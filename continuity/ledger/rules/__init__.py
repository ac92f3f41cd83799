"""The rules of reconciliation, one file each; a new rule is a file and a line here.

A rule says nothing where what it compares was not read, or where the form does not ask for it.
"""

from continuity.ledger.rules.batch_totals import batch_totals
from continuity.ledger.rules.credit_overrun import credit_overrun
from continuity.ledger.rules.drill_leakage import drill_leakage
from continuity.ledger.rules.duplicate import duplicate
from continuity.ledger.rules.forgotten import forgotten
from continuity.ledger.rules.gap import gap
from continuity.ledger.rules.late_timestamp import late_timestamp
from continuity.ledger.rules.line_differs import line_differs
from continuity.ledger.rules.look import Look, Rule
from continuity.ledger.rules.no_acknowledgement import no_acknowledgement
from continuity.ledger.rules.not_captured import not_captured
from continuity.ledger.rules.not_in_crm import not_in_crm
from continuity.ledger.rules.not_invoiced import not_invoiced
from continuity.ledger.rules.not_shipped import not_shipped
from continuity.ledger.rules.payment_unmatched import payment_unmatched
from continuity.ledger.rules.probable_duplicate import probable_duplicate
from continuity.ledger.rules.shipped_twice import shipped_twice
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
    Rule("R7", "An order's line differs", line_differs),
    Rule("R8", "Shipped, not invoiced", not_invoiced),
    Rule("R9", "Invoiced, not shipped", not_shipped),
    Rule("R10", "Shipped or invoiced twice", shipped_twice),
    Rule("R11", "A payment and an order do not match", payment_unmatched),
    Rule("R12", "A batch does not add up at a station", batch_totals),
    Rule("R13", "A batch has no acknowledgement", no_acknowledgement),
    Rule("R14", "An account is over its credit", credit_overrun),
    Rule("R15", "The CRM forgot what it had accepted", forgotten),
    Rule("R16", "The CRM has another time than the form", late_timestamp),
    Rule("R17", "A drill number is in a real system", drill_leakage),
    Rule("R18", "Nobody knows whether an order was written", unknown_outcome),
)
