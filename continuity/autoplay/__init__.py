"""Simulated people: they act through the desk like anybody, and are marked simulated on everything they do."""
