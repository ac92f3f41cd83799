"""How each kind of event changes a run: one table for its life, one for the outage, one for the steps."""
