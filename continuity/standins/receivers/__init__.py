"""The accounting and shipping stand-ins, which take hand-off batches."""
