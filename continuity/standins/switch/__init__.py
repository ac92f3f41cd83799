"""The switch of every stand-in: faults at HTTP level, with a holder and a lease."""
