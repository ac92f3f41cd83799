"""The rules of reconciliation, one file each; a new rule is a file and a line here.

A rule says nothing where what it compares was not read, or where the form does not ask for it.
"""

from continuity.ledger.rules.batch_totals import add_to_batches, batch_totals
from continuity.ledger.rules.credit_overrun import credit_overrun
from continuity.ledger.rules.drill_leakage import drill_leakage
from continuity.ledger.rules.duplicate import duplicate, twice_in_crm
from continuity.ledger.rules.forgotten import forgotten
from continuity.ledger.rules.gap import gap, only_in_packs
from continuity.ledger.rules.late_timestamp import late_timestamp
from continuity.ledger.rules.line_differs import line_differs
from continuity.ledger.rules.look import Look, Rule
from continuity.ledger.rules.no_acknowledgement import in_no_batch, no_acknowledgement
from continuity.ledger.rules.not_captured import never_issued, not_captured
from continuity.ledger.rules.not_in_crm import not_in_crm
from continuity.ledger.rules.not_invoiced import not_invoiced
from continuity.ledger.rules.not_shipped import not_shipped
from continuity.ledger.rules.payment_unmatched import note_payment, payment_unmatched
from continuity.ledger.rules.probable_duplicate import note_customer, probable_duplicate
from continuity.ledger.rules.shipped_twice import shipped_twice
from continuity.ledger.rules.total_differs import total_differs
from continuity.ledger.rules.unknown_outcome import unknown_outcome

__all__ = ["RULES", "Look", "Rule"]

RULES: tuple[Rule, ...] = (
    Rule("R1", "A number is unaccounted for", gap, at_the_end=only_in_packs),
    Rule("R2", "A number is there twice", duplicate, at_the_end=twice_in_crm),
    Rule("R3", "An order may have been taken twice", order=note_customer, at_the_end=probable_duplicate),
    Rule("R4", "A captured order is not in the CRM", not_in_crm),
    Rule("R5", "An order in the CRM has no form", not_captured, at_the_end=never_issued),
    Rule("R6", "The totals of form and CRM differ", order=total_differs),
    Rule("R7", "An order's line differs", order=line_differs),
    Rule("R8", "Shipped, not invoiced", at_the_end=not_invoiced),
    Rule("R9", "Invoiced, not shipped", at_the_end=not_shipped),
    Rule("R10", "Shipped or invoiced twice", at_the_end=shipped_twice),
    Rule("R11", "A payment and an order do not match", order=note_payment, at_the_end=payment_unmatched),
    Rule("R12", "A batch does not add up at a station", add_to_batches, at_the_end=batch_totals),
    Rule("R13", "A batch has no acknowledgement", in_no_batch, at_the_end=no_acknowledgement),
    Rule("R14", "An account is over its credit", at_the_end=credit_overrun),
    Rule("R15", "The CRM forgot what it had accepted", at_the_end=forgotten),
    Rule("R16", "The CRM has another time than the form", order=late_timestamp),
    Rule("R17", "A drill number is in a real system", at_the_end=drill_leakage),
    Rule("R18", "Nobody knows whether an order was written", unknown_outcome),
)
