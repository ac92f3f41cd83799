"""Drives one run over time: faults by the clock, probes, errands, requests. One process, holding the run's lock."""
